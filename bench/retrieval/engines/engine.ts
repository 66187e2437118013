import type { CompiledBook } from '../../../src/knowledge/compiled-book.ts';
import type { Note } from '../../../src/knowledge/schema/note.ts';
import { readableText } from '../../../src/search/documents.ts';
import type { Search } from '../measure.ts';

/** A search to be measured. `build` reads the book and gives at most ten note ids for a query, best first. */
export interface Engine {
  readonly name: string;
  readonly build: (book: CompiledBook) => Search | Promise<Search>;
}

/** The parts of a note, and what a match in each is worth: the same for every engine that has fields. */
export const FIELD_WEIGHTS = {
  title: 6,
  aliases: 6,
  headings: 3,
  questions: 3,
  summary: 2,
  body: 1,
} as const;
export type Field = keyof typeof FIELD_WEIGHTS;
export const FIELDS = Object.keys(FIELD_WEIGHTS) as Field[];

export function fieldsOf(note: Note): Record<Field, string> {
  return {
    title: `${note.title} ${note.titleEn}`,
    aliases: note.aliases.join(' ; '),
    headings: note.sections.map(({ title }) => title).join(' ; '),
    questions: note.questions.join('\n'),
    summary: `${note.summary}\n${note.summaryEn}`,
    body: readableText(note.body),
  };
}

/** How text and query are cut into words. */
export type Cut = (text: string) => string[];
