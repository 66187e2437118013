import type { AcceleratorFacts } from './accelerator-facts.ts';
import type { ModelFacts } from './model-facts.ts';
import type { Comparison } from './schema/comparison.ts';
import type { GlossaryTerm } from './schema/glossary.ts';
import type { Note } from './schema/note.ts';
import type { Reference } from './schema/reference.ts';

/** A line of the table of contents. `written` says whether the note exists. */
export interface TocEntry {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string;
  readonly chapter: string;
  readonly parent?: string;
  readonly written: boolean;
}

export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string;
}

/** All of `content/`, checked and resolved: what the build writes and the server reads. */
export interface CompiledBook {
  readonly title: string;
  readonly titleEn: string;
  readonly chapters: readonly Chapter[];
  readonly toc: readonly TocEntry[];
  readonly notes: readonly Note[];
  readonly glossary: readonly GlossaryTerm[];
  readonly references: readonly Reference[];
  readonly models: readonly ModelFacts[];
  readonly accelerators: readonly AcceleratorFacts[];
  readonly comparisons: readonly Comparison[];
}
