import { bibliography } from './bibliography.ts';
import { book } from './book.ts';
import { chapter } from './chapter.ts';
import type { Resource } from './define-resource.ts';
import { glossary } from './glossary.ts';
import { model } from './model.ts';
import { note } from './note.ts';
import { reference } from './reference.ts';

/** Every kind of resource, in the order `resources/list` shows them. */
export const RESOURCES: readonly Resource[] = [book, chapter, note, bibliography, model, glossary, reference];
