import * as z from 'zod';
import type { Book } from '../knowledge/book.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { noteUri } from './reading.ts';

const Output = z.object({
  query: z.string(),
  results: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      title_en: z.string(),
      section: z.string().optional(),
      uri: z.string(),
      snippet: z.string(),
      score: z.number(),
    }),
  ),
  message: z.string().optional(),
});

export const searchNotes = defineDataTool({
  name: 'search_notes',
  title: '搜索笔记 · Search the notes',
  description:
    '在大语言模型笔记中搜索，中英文均可；返回最相关的笔记、小节与摘录，再用 read_note 读。书中没有的内容返回空结果。\n' +
    'Search the LLM book in Chinese or English: best notes with section and snippet; read them with read_note. Empty when the book has nothing.',
  input: z.strictObject({
    query: z.string().trim().min(1).max(500).describe('问题或关键词 / question or keywords'),
    chapter: z.string().trim().max(20).optional().describe('只搜一章 / one chapter only, e.g. "2"'),
    limit: z.int().min(1).max(20).default(5),
  }),
  output: Output,
  answer: ({ query, chapter, limit }, { book, search }) => {
    if (chapter !== undefined) checkChapter(book, chapter);
    const hits = search.search(query, { limit, ...(chapter === undefined ? {} : { chapter }) });
    const results = hits.map(({ note, section, snippet, score }) => ({
      id: note.id,
      title: note.title,
      title_en: note.titleEn,
      ...(section === undefined ? {} : { section: `${section.number} ${section.title}` }),
      uri: noteUri(note),
      snippet,
      score,
    }));
    return { query, results, ...(results.length > 0 ? {} : { message: nothingFound(book, query) }) };
  },
  text: ({ results, message }) =>
    message ??
    results
      .map(({ id, title, title_en, section, uri, snippet }, rank) =>
        [
          `${rank + 1}. ${title} · ${title_en}`,
          `   id: ${id}${section === undefined ? '' : `　小节 / section: ${section}`}　${uri}`,
          `   ${snippet}`,
        ].join('\n'),
      )
      .join('\n\n'),
});

function checkChapter(book: Book, chapter: string): void {
  if (book.chapters.some(({ id }) => id === chapter)) return;
  const known = book.chapters.map(({ id, title }) => `${id} ${title}`).join('；');
  throw new AskError(`chapter: 没有第 "${chapter}" 章 · no such chapter. 可用 / accepted: ${known}`);
}

function nothingFound(book: Book, query: string): string {
  const planned = book.entryNames.find(query);
  const note =
    planned !== undefined && !planned.written
      ? `目录中有 ${planned.id}「${planned.title}」，但尚未撰写 / planned, not yet written. `
      : '';
  return `书中没有关于这个问题的内容。${note}The book has nothing on this.`;
}
