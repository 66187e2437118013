import * as z from 'zod';
import type { Book } from '../knowledge/book.ts';
import { chapterContents, tableOfContents } from '../knowledge/contents.ts';
import { SECTION_ROLES, type Note, type Section } from '../knowledge/schema/note.ts';
import { normalizeName, nearestNames } from '../text/names.ts';
import { fitParts, type Part } from '../text/fit-parts.ts';
import { pageOf } from '../text/paginate.ts';
import { countTokens, cutToTokens } from '../text/tokens.ts';
import { AskError, defineReadingTool } from './define-tool.ts';
import { findNote } from './find-note.ts';
import {
  DEFAULT_TOKENS,
  FEWEST_TOKENS,
  markUnwritten,
  MOST_TOKENS,
  noteLabel,
  noteUri,
  referencesOf,
} from './reading.ts';

export const readNote = defineReadingTool({
  name: 'read_note',
  title: '读笔记 · Read a note',
  description:
    '读一篇笔记的 Markdown：整篇、一节，或用 cursor 接着读，附引用。id 为编号、标题或别名；book 为全书目录，章号为一章目录。\n' +
    'Read a note as Markdown: whole, one section, or onwards from a cursor, with references. id: number, title or alias; "book" or a chapter number for contents.',
  input: z.strictObject({
    id: z.string().trim().min(1).max(200).describe('如 / e.g. "2.1/mla", "MLA", "多头潜在注意力"'),
    section: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('小节号、标题或 pitfalls、numbers 等 / number, title or role'),
    cursor: z.string().max(200).optional().describe('上次返回的 cursor / from the previous answer'),
    max_tokens: z.int().min(FEWEST_TOKENS).max(MOST_TOKENS).default(DEFAULT_TOKENS),
  }),
  answer: ({ id, section: wanted, cursor, max_tokens }, { book }) => {
    const contents = contentsNamed(book, id);
    if (contents !== undefined) return withinTokens(contents, max_tokens);
    const note = findNote(book, id);
    const section = wanted === undefined ? undefined : findSection(note, wanted);
    const [from, to] = section === undefined ? [0, note.body.length] : [section.start, section.end];
    const start = cursor === undefined ? from : readCursor(cursor, note, from, to);
    const head =
      cursor === undefined ? header(book, note) : [{ text: `${note.title}（续 · continued）`, rank: 0 }];
    return compose(book, note, head, { start, to }, max_tokens, wanted);
  },
});

function withinTokens(contents: string, budget: number): string {
  if (countTokens(contents) <= budget) return contents;
  const more = '未完：提高 max_tokens，或给章号 / cut: raise max_tokens, or ask for a chapter';
  return `${cutToTokens(contents, budget - countTokens(more) - 1)}\n${more}`;
}

/** The table of contents, or a chapter's, when that is what is asked for. */
function contentsNamed(book: Book, id: string): string | undefined {
  const name = normalizeName(id.replace(/^notes:\/\/(chapter\/)?/, ''));
  if (['book', '目录', '全书', 'toc', 'contents', 'table of contents'].includes(name))
    return tableOfContents(book);
  const number = /^(?:第\s*)?(\w+?)\s*章?$/.exec(name)?.[1];
  const chapter = book.chapters.find(
    (one) => one.id.toLowerCase() === number || normalizeName(one.title) === name,
  );
  return chapter === undefined ? undefined : chapterContents(book, chapter.id);
}

function compose(
  book: Book,
  note: Note,
  head: Part[],
  { start, to }: { start: number; to: number },
  budget: number,
  section: string | undefined,
): string {
  const room =
    budget - ROOM_FOR_TAIL - Math.min(budget / 3, countTokens(head.map(({ text }) => text).join('\n')));
  // A page in which every sentence cites would leave no room for its sources: a quarter is kept for them.
  const page = pageOf(note.body.slice(0, to), start, Math.floor(room * 0.75));
  const text = markUnwritten(book, page.text);
  const next = { id: note.id, ...(section === undefined ? {} : { section }) };
  const more =
    page.next === undefined
      ? ''
      : `未完，还有约 ${countTokens(note.body.slice(page.next, to))} token · more: read_note ${JSON.stringify({ ...next, cursor: writeCursor(note, page.next) })}`;
  return fitParts(
    [
      ...head,
      { text, rank: 2 },
      { text: referencesOf(book, page.text, room - countTokens(text)), rank: 4 },
      { text: more, rank: 1 },
    ],
    budget,
  );
}

/** The line that says how to go on, with its cursor. */
const ROOM_FOR_TAIL = 90;

function header(book: Book, note: Note): Part[] {
  const sections = note.sections
    .filter(({ depth }) => depth === 2)
    .map(({ number, title }) => `${number} ${title}`);
  const before = note.prerequisites.map((id) => noteLabel(book, id));
  return [
    { text: `# ${note.title}`, rank: 0 },
    {
      text: `${note.titleEn}｜${note.id}｜${note.level}｜核对于 / checked ${note.updated}｜${noteUri(note)}`,
      rank: 3,
    },
    { text: `小节 / sections: ${sections.join('；')}`, rank: 5 },
    { text: before.length > 0 ? `先读 / read first: ${before.join('；')}` : '', rank: 6 },
  ];
}

/** A section by number, title, the beginning of its title, or its role in English. */
export function findSection(note: Note, wanted: string): Section {
  const name = normalizeName(wanted);
  const bare = name.replace(/^[\d.]+\s*/, '');
  const found =
    note.sections.find(({ number }) => number === wanted.trim()) ??
    note.sections.find(({ title }) => normalizeName(title) === name) ??
    note.sections.find(({ role, depth }) => depth === 2 && role === name.replaceAll(' ', '-')) ??
    note.sections.find(({ title }) => bare !== '' && normalizeName(title).startsWith(bare)) ??
    note.sections.find(({ title }) => bare !== '' && normalizeName(title).includes(bare));
  if (found !== undefined) return found;
  const titles = note.sections.map(({ number, title }) => `${number} ${title}`);
  const close = nearestNames(wanted, [...titles, ...Object.values(SECTION_ROLES)], 2);
  throw new AskError(
    `section: ${note.id} 没有小节 ${JSON.stringify(wanted)} · no such section.${close.length > 0 ? ` 最接近 / nearest: ${close.join('；')}.` : ''} 可用 / accepted: ${titles.join('；')}`,
  );
}

function writeCursor(note: Note, offset: number): string {
  return Buffer.from(`${note.id}@${note.updated}@${offset}`).toString('base64url');
}

function readCursor(cursor: string, note: Note, from: number, to: number): number {
  const [id, updated, offset] = Buffer.from(cursor, 'base64url').toString('utf8').split('@');
  const at = Number(offset);
  if (id !== note.id || updated !== note.updated || !Number.isInteger(at) || at < from || at >= to) {
    throw new AskError(
      `cursor: 不是 ${note.id} 这次阅读的 cursor · not a cursor of this reading. 去掉 cursor 从头读 / leave it out to read from the start.`,
    );
  }
  return at;
}
