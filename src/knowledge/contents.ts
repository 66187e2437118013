import type { Book } from './book.ts';

/** The whole table of contents as Markdown, with what is written and what is planned. */
export function tableOfContents(book: Book): string {
  const written = book.toc.filter((entry) => entry.written).length;
  return [
    `# ${book.title} · ${book.titleEn}`,
    `${book.toc.length} 篇，已写成 ${written} 篇；其余标为（尚未撰写）。 ${written} of ${book.toc.length} notes are written.`,
    ...book.chapters.map(({ id }) => chapterContents(book, id)),
  ].join('\n\n');
}

/** A chapter's heading and its notes. */
export function chapterContents(book: Book, id: string): string {
  const chapter = book.chapters.find((one) => one.id === id);
  const lines = book.entriesOf(id).map((entry) => {
    const indent = entry.parent === undefined ? '' : '  ';
    return entry.written
      ? `${indent}- [${entry.id} ${entry.title}](notes://note/${entry.id}) · ${entry.titleEn}`
      : `${indent}- ${entry.id} ${entry.title} · ${entry.titleEn}（尚未撰写）`;
  });
  return [`## ${id} ${chapter?.title ?? ''} · ${chapter?.titleEn ?? ''}`, ...lines].join('\n');
}
