import type { Book } from '../knowledge/book.ts';
import { MARKDOWN, type Resource } from './define-resource.ts';

const URI = 'notes://book';

export const book: Resource = {
  name: 'book',
  title: '目录 · Table of contents',
  description: '全书目录，标明哪些笔记已写成 / the table of contents, with what is written',
  uri: URI,
  mimeType: MARKDOWN,
  list: () => [{ uri: URI, name: 'book', title: '目录 · Table of contents' }],
  read: (whole) => ({ mimeType: MARKDOWN, text: tableOfContents(whole) }),
};

function tableOfContents(whole: Book): string {
  const written = whole.toc.filter((entry) => entry.written).length;
  return [
    `# ${whole.title} · ${whole.titleEn}`,
    `${whole.toc.length} 篇，已写成 ${written} 篇；其余标为（尚未撰写）。 ${written} of ${whole.toc.length} notes are written.`,
    ...whole.chapters.map(({ id }) => chapterContents(whole, id)),
  ].join('\n\n');
}

/** A chapter's heading and its notes, each with its summary where it is written. */
export function chapterContents(whole: Book, id: string): string {
  const chapter = whole.chapters.find((one) => one.id === id);
  const lines = whole.entriesOf(id).map((entry) => {
    const indent = entry.parent === undefined ? '' : '  ';
    return entry.written
      ? `${indent}- [${entry.id} ${entry.title}](notes://note/${entry.id}) · ${entry.titleEn}`
      : `${indent}- ${entry.id} ${entry.title} · ${entry.titleEn}（尚未撰写）`;
  });
  return [`## ${id} ${chapter?.title ?? ''} · ${chapter?.titleEn ?? ''}`, ...lines].join('\n');
}
