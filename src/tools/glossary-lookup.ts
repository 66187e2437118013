import * as z from 'zod';
import { termNames } from '../knowledge/book.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { notFound } from './find-note.ts';

const Output = z.object({
  term: z.string(),
  zh: z.string(),
  en: z.string(),
  abbreviation: z.string().optional(),
  aliases: z.array(z.string()),
  definition: z.string(),
  definition_en: z.string(),
  see_also: z.array(z.object({ term: z.string(), zh: z.string(), en: z.string() })),
  notes: z.array(z.object({ id: z.string(), title: z.string(), written: z.boolean(), uri: z.string() })),
  uri: z.string(),
});

export const glossaryLookup = defineDataTool({
  name: 'glossary_lookup',
  title: '术语表 · Glossary',
  description:
    '查一个大模型术语：中英文名、缩写、双语定义、相关术语与讲解它的笔记。任何名称、大小写、全半角均可。\n' +
    'Look up one LLM term by any name, Chinese or English: names, definitions in both languages, related terms, notes.',
  input: z.strictObject({
    term: z.string().trim().min(1).max(200).describe('如 / e.g. "GQA", "键值缓存", "KV cache"'),
  }),
  output: Output,
  answer: ({ term: asked }, { book }) => {
    const term = book.termNames.find(asked);
    if (term === undefined)
      throw new AskError(notFound(book, '术语 · term', asked, book.termNames.nearest(asked)));
    return {
      term: term.key,
      zh: term.zh,
      en: term.en,
      ...(term.abbreviation === undefined ? {} : { abbreviation: term.abbreviation }),
      aliases: termNames(term).filter(
        (name) => ![term.zh, term.en, term.abbreviation, term.key].includes(name),
      ),
      definition: term.definition,
      definition_en: term.definition_en,
      see_also: term.see_also.flatMap((key) => {
        const other = book.terms.find((candidate) => candidate.key === key);
        return other === undefined ? [] : [{ term: other.key, zh: other.zh, en: other.en }];
      }),
      notes: term.notes.flatMap((id) => {
        const entry = book.entry(id);
        return entry === undefined
          ? []
          : [{ id, title: entry.title, written: entry.written, uri: `notes://note/${id}` }];
      }),
      uri: `notes://glossary/${term.key}`,
    };
  },
  text: ({ zh, en, abbreviation, aliases, definition, definition_en, see_also, notes, uri }) =>
    [
      `**${zh}** · ${en}${abbreviation === undefined ? '' : `（${abbreviation}）`}`,
      definition,
      definition_en,
      ...(aliases.length > 0 ? [`又名 / also: ${aliases.join('、')}`] : []),
      ...(see_also.length > 0
        ? [`参见 / see also: ${see_also.map((other) => `${other.zh}（${other.en}）`).join('、')}`]
        : []),
      ...(notes.length > 0
        ? [
            `笔记 / notes: ${notes.map(({ id, title, written }) => `${id} ${title}${written ? '' : '（尚未撰写）'}`).join('；')}`,
          ]
        : []),
      uri,
    ].join('\n'),
});
