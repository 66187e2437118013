import { NameIndex } from '../knowledge/name-index.ts';
import type { CompiledBook } from '../knowledge/compiled-book.ts';
import { buildSearchData, type SearchData } from '../search/search-data.ts';
import { unfold } from '../text/unfold.ts';
import { crossCheck } from './cross-check.ts';
import { formatProblem } from './problems.ts';
import { readContent, type Content } from './read-content.ts';
import { checkStandard } from './standard.ts';
import { recompute } from './worksheet.ts';

/** What the content check says of one note. */
export interface NoteReport {
  readonly id: string;
  readonly file: string;
  readonly characters: number;
  readonly citations: number;
  readonly recomputed: number;
  /** Links to notes that are planned but not written. */
  readonly unwrittenLinks: number;
  readonly updated: string;
}

export interface Compilation {
  readonly book: CompiledBook;
  readonly report: readonly NoteReport[];
  /** One line for each fault; the book must not be served while there are any. */
  readonly problems: readonly string[];
}

/** Reads, checks and resolves a content folder. Nothing is written. */
export function compileBook(root: string): Compilation {
  const content = readContent(root);
  crossCheck(content);
  const recomputed = recomputeNumbers(content);
  for (const source of content.notes) checkStandard(source, content.problems);
  const written = new Set(content.notes.map(({ note }) => note.id));
  return {
    book: assemble(content),
    report: content.notes.map(({ file, note, body }) => ({
      id: note.id,
      file,
      characters: note.body.replace(/\s+/g, '').length,
      citations: body.citations.size,
      recomputed: recomputed.get(note.id) ?? 0,
      unwrittenLinks: [...body.links].filter((id) => !written.has(id)).length,
      updated: note.updated,
    })),
    problems: content.problems.all.map(formatProblem),
  };
}

/** The search index of a compiled book, ready to be written beside it. */
export function compileSearch(book: CompiledBook): SearchData {
  return buildSearchData(book);
}

/** Computes every marked number again; how many a note has. */
function recomputeNumbers({ notes, models, problems }: Content): Map<string, number> {
  const names = new NameIndex(
    models.map(({ model }) => model),
    (model) => [model.name, ...model.aliases],
  );
  const find = (name: string) => names.find(name);
  const counts = new Map<string, number>();
  for (const { file, note, body } of notes) {
    for (const { text, line } of body.codeSpans) {
      const result = recompute(text, find);
      if (result === undefined) continue;
      counts.set(note.id, (counts.get(note.id) ?? 0) + 1);
      if (result.kind === 'wrong') problems.add(file, result.message, `line ${line} of the body`);
    }
  }
  return counts;
}

function assemble(content: Content): CompiledBook {
  const { toc } = content;
  const written = new Map(content.notes.map(({ note }) => [note.id, note]));
  const entries = toc.chapters.flatMap((chapter) =>
    chapter.notes.map((entry) => ({ ...entry, chapter: chapter.id })),
  );
  return {
    title: toc.title,
    titleEn: toc.title_en,
    chapters: toc.chapters.map(({ id, title, title_en: titleEn }) => ({ id, title, titleEn })),
    toc: entries.map(({ id, title, title_en: titleEn, parent, chapter }) => ({
      id,
      title,
      titleEn,
      chapter,
      ...(parent === undefined ? {} : { parent }),
      written: written.has(id),
    })),
    notes: entries.flatMap(({ id }) => written.get(id) ?? []),
    glossary: content.glossary.map((term) => ({ ...term, definition: unfold(term.definition) })),
    references: content.references,
    models: content.models.map(({ model }) => model),
    accelerators: content.accelerators,
    comparisons: content.comparisons.map(({ comparison }) => ({
      ...comparison,
      choose: unfold(comparison.choose),
    })),
  };
}
