import type { Book } from '../knowledge/book.ts';
import type { TocEntry } from '../knowledge/compiled-book.ts';
import type { Note } from '../knowledge/schema/note.ts';
import { AskError } from './define-tool.ts';

/**
 * The written note that a reader means by an id, a title, an alias or a glossary term, in either language. Throws an
 * AskError that names the nearest choices, or says that the note is planned but not yet written.
 */
export function findNote(book: Book, name: string): Note {
  const id = name.trim().replace(/^notes:\/\/note\//, '');
  const entry = book.entryNames.find(id) ?? entryOfTerm(book, id);
  const note = entry === undefined ? undefined : book.note(entry.id);
  if (note !== undefined) return note;
  if (entry !== undefined) throw new AskError(notWritten(book, entry));
  throw new AskError(
    notFound(
      book,
      '笔记 · note',
      name,
      book.entryNames.nearest(name).concat(book.termNames.nearest(name, 3)),
    ),
  );
}

/** The line of the table of contents where a glossary term is explained, a written one first. */
export function entryOfTerm(book: Book, name: string): TocEntry | undefined {
  const entries = (book.termNames.find(name)?.notes ?? []).flatMap((id) => book.entry(id) ?? []);
  return entries.find(({ written }) => written) ?? entries[0];
}

export function notWritten(book: Book, entry: TocEntry): string {
  const written = book.entriesOf(entry.chapter).filter((other) => other.written);
  const others =
    written.length === 0
      ? ''
      : `\n本章已有 / written in this chapter: ${written.map(({ id, title }) => `${id} ${title}`).join('；')}`;
  return `${entry.id}「${entry.title}」在目录中，但尚未撰写 · planned, not yet written.${others}`;
}

export function notFound(book: Book, what: string, asked: string, nearest: readonly string[]): string {
  const shown = asked.length > 80 ? `${asked.slice(0, 80)}…` : asked;
  const hint =
    nearest.length > 0
      ? `最接近 / nearest: ${[...new Set(nearest)].slice(0, 6).join('；')}`
      : `可用 search_notes 搜索，或读目录 notes://book / try search_notes, or the table of contents at notes://book (${book.notes.length} notes)`;
  return `没有找到${what} "${shown}" · not found. ${hint}`;
}
