import type { AcceleratorFacts } from './accelerator-facts.ts';
import type { Chapter, CompiledBook, TocEntry } from './compiled-book.ts';
import type { ModelFacts } from './model-facts.ts';
import { NameIndex } from './name-index.ts';
import type { Comparison } from './schema/comparison.ts';
import type { GlossaryTerm } from './schema/glossary.ts';
import type { Note } from './schema/note.ts';
import type { Reference } from './schema/reference.ts';

/** The book in memory, with every thing found by every name it has. */
export class Book {
  readonly title: string;
  readonly titleEn: string;
  readonly chapters: readonly Chapter[];
  readonly toc: readonly TocEntry[];
  readonly notes: readonly Note[];
  readonly terms: readonly GlossaryTerm[];
  readonly comparisons: readonly Comparison[];
  readonly references: readonly Reference[];

  /** Lines of the table of contents by id and titles; written notes by their aliases too. */
  readonly entryNames: NameIndex<TocEntry>;
  readonly termNames: NameIndex<GlossaryTerm>;
  readonly modelNames: NameIndex<ModelFacts>;
  readonly acceleratorNames: NameIndex<AcceleratorFacts>;
  readonly models: readonly ModelFacts[];
  readonly accelerators: readonly AcceleratorFacts[];

  readonly #notesById: ReadonlyMap<string, Note>;
  readonly #referencesByKey: ReadonlyMap<string, Reference>;

  constructor(compiled: CompiledBook) {
    this.title = compiled.title;
    this.titleEn = compiled.titleEn;
    this.chapters = compiled.chapters;
    this.toc = compiled.toc;
    this.notes = compiled.notes;
    this.terms = compiled.glossary;
    this.comparisons = compiled.comparisons;
    this.references = compiled.references;
    this.models = compiled.models;
    this.accelerators = compiled.accelerators;
    this.#notesById = new Map(compiled.notes.map((note) => [note.id, note]));
    this.#referencesByKey = new Map(compiled.references.map((reference) => [reference.key, reference]));
    this.entryNames = new NameIndex(compiled.toc, (entry) => [
      entry.id,
      entry.title,
      entry.titleEn,
      ...(this.#notesById.get(entry.id)?.aliases ?? []),
    ]);
    this.termNames = new NameIndex(compiled.glossary, termNames);
    this.modelNames = new NameIndex(compiled.models, (model) => [model.name, model.title, ...model.aliases]);
    this.acceleratorNames = new NameIndex(compiled.accelerators, (one) => [
      one.name,
      one.title,
      ...one.aliases,
    ]);
  }

  note(id: string): Note | undefined {
    return this.#notesById.get(id);
  }

  reference(key: string): Reference | undefined {
    return this.#referencesByKey.get(key);
  }

  entry(id: string): TocEntry | undefined {
    return this.toc.find((entry) => entry.id === id);
  }

  entriesOf(chapter: string): TocEntry[] {
    return this.toc.filter((entry) => entry.chapter === chapter);
  }
}

/** Every name of a term, the main ones first. */
export function termNames(term: GlossaryTerm): string[] {
  return [
    term.zh,
    term.en,
    ...(term.abbreviation === undefined ? [] : [term.abbreviation]),
    term.key,
    ...term.aliases,
  ];
}
