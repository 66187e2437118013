import { chapterContents } from '../knowledge/contents.ts';
import { completions } from '../text/completions.ts';
import { MARKDOWN, type Resource } from './define-resource.ts';

export const chapter: Resource = {
  name: 'chapter',
  title: '章 · Chapter',
  description: '一章的笔记与摘要 / the notes of a chapter with their summaries',
  uri: 'notes://chapter/{id}',
  mimeType: MARKDOWN,
  list: ({ chapters }) =>
    chapters.map(({ id, title, titleEn }) => ({
      uri: `notes://chapter/${id}`,
      name: `chapter-${id}`,
      title: `${id} ${title} · ${titleEn}`,
    })),
  read: (book, id) => {
    if (!book.chapters.some((one) => one.id === id)) return undefined;
    const summaries = book.notes
      .filter((note) => note.chapter === id)
      .map((note) => `### ${note.id} ${note.title}\n${note.summary}\n\n${note.summaryEn}`);
    return { mimeType: MARKDOWN, text: [chapterContents(book, id), ...summaries].join('\n\n') };
  },
  complete: ({ chapters }, typed) =>
    completions(
      chapters.map(({ id }) => id),
      typed,
    ),
};
