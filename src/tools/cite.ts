import * as z from 'zod';
import type { Book } from '../knowledge/book.ts';
import { addressOf, referenceLine } from '../knowledge/citations.ts';
import { NameIndex } from '../knowledge/name-index.ts';
import type { Reference } from '../knowledge/schema/reference.ts';
import { AskError, defineReadingTool } from './define-tool.ts';
import { findNote, notFound } from './find-note.ts';

const FORMATS = ['text', 'bibtex', 'gbt7714'] as const;
const MOST = 50;

export const cite = defineReadingTool({
  name: 'cite',
  title: '引用 · Cite',
  description:
    '给出参考文献：按 key、按一篇笔记，或按题名与作者检索；格式 text、bibtex、gbt7714（GB/T 7714）。\n' +
    'References by key, of a note, or by words of title and authors; as text, BibTeX or GB/T 7714.',
  input: z.strictObject({
    keys: z
      .array(z.string().trim().min(1).max(100))
      .min(1)
      .max(MOST)
      .optional()
      .describe('如 / e.g. ["vaswani2017attention"]'),
    note: z.string().trim().min(1).max(200).optional(),
    query: z.string().trim().min(1).max(200).optional(),
    format: z.enum(FORMATS).default('text'),
  }),
  answer: ({ keys, note, query, format }, { book }) => {
    const given = [keys, note, query].filter((way) => way !== undefined);
    if (given.length !== 1) throw new AskError('keys, note, query: 给其中一个 / pass exactly one of them');
    const found =
      keys !== undefined
        ? byKeys(book, keys)
        : note !== undefined
          ? byKeys(book, findNote(book, note).references)
          : byWords(book, query ?? '');
    const shown = found.slice(0, MOST);
    const rest =
      found.length > shown.length
        ? `\n另有 ${found.length - shown.length} 条，请缩小范围 / ${found.length - shown.length} more, narrow the query`
        : '';
    return (
      shown
        .map((reference, at) => render(reference, format, at + 1))
        .join(format === 'bibtex' ? '\n\n' : '\n') + rest
    );
  },
});

function byKeys(book: Book, keys: readonly string[]): Reference[] {
  const names = new NameIndex(book.references, ({ key }) => [key]);
  return keys.map((key) => {
    const reference = names.find(key.replace(/^\[?@|\]$/g, ''));
    if (reference === undefined)
      throw new AskError(notFound(book, '文献 · reference', key, names.nearest(key)));
    return reference;
  });
}

/** References whose title, authors, year or arXiv id hold every word. */
function byWords(book: Book, query: string): Reference[] {
  const words = query.normalize('NFKC').toLowerCase().split(/\s+/);
  const found = book.references.filter(({ key, title, authors, year, arxiv }) => {
    const text = `${key} ${title} ${authors.join(' ')} ${year} ${arxiv ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (found.length > 0) return found;
  throw new AskError(
    `query: 没有匹配的文献 · no reference holds all of ${JSON.stringify(query.slice(0, 80))}; 试试作者姓氏、题名中的词或 arXiv 号 / try a surname, a title word or an arXiv id`,
  );
}

function render(reference: Reference, format: (typeof FORMATS)[number], number: number): string {
  switch (format) {
    case 'text':
      return referenceLine(reference);
    case 'bibtex':
      return reference.bibtex;
    case 'gbt7714':
      return `[${number}] ${gbt7714(reference)}`;
  }
}

/** GB/T 7714-2015 for an online source: at most three authors, surname first in capitals, medium, year, address. */
function gbt7714(reference: Reference): string {
  const people = reference.authors.filter((name) => name !== 'et al.');
  const more = people.length > 3 || people.length < reference.authors.length;
  const shown = people.slice(0, 3).map(surnameFirst);
  return `${[...shown, ...(more ? ['et al'] : [])].join(', ')}. ${reference.title}[EB/OL]. (${reference.year}). ${addressOf(reference)}.`;
}

function surnameFirst(name: string): string {
  const parts = name.split(' ');
  // Organisations are one word or keep their own order; a person has given names before the surname.
  if (parts.length < 2 || /team|ai|research|group|project|foundation/i.test(name)) return name;
  const surname = parts.at(-1) ?? '';
  const initials = parts.slice(0, -1).map((given) => given[0]?.toUpperCase() ?? '');
  return `${surname.toUpperCase()} ${initials.join(' ')}`;
}
