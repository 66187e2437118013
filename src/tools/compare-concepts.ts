import * as z from 'zod';
import type { Book } from '../knowledge/book.ts';
import { citedKeys, referenceLine } from '../knowledge/citations.ts';
import { NameIndex } from '../knowledge/name-index.ts';
import { countTokens } from '../text/tokens.ts';
import type { Comparison } from '../knowledge/schema/comparison.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { entryOfTerm, notFound } from './find-note.ts';
import { FEWEST_TOKENS, MOST_TOKENS } from './reading.ts';

const Output = z.object({
  family: z.string().optional(),
  title: z.string(),
  axes: z.array(z.object({ key: z.string(), title: z.string(), title_en: z.string() })),
  concepts: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      note: z.string().optional(),
      cells: z.record(z.string(), z.string()),
    }),
  ),
  choose: z.string().optional(),
  choose_en: z.string().optional(),
  message: z.string().optional(),
  /** Axes that did not fit max_tokens, by key. */
  axes_left_out: z.array(z.string()),
  references: z.array(z.string()),
});

export const compareConcepts = defineDataTool({
  name: 'compare_concepts',
  title: '比较概念 · Compare concepts',
  description:
    '按选型要看的各个方面比较同一族的 2 到 6 个概念，或整族，附引用，并说明怎么选；不同族的概念则各给摘要。\n' +
    'Compare 2 to 6 concepts of a family, or a whole family, over the axes that matter for choosing, cited. Families: attention, peft, parallelism, …',
  input: z.strictObject({
    concepts: z
      .array(z.string().trim().min(1).max(200))
      .min(2)
      .max(6)
      .optional()
      .describe('如 / e.g. ["LoRA","QLoRA"]'),
    family: z.string().trim().min(1).max(80).optional().describe('或一族 / or a family, e.g. "peft"'),
    axes: z
      .array(z.string().trim().min(1).max(80))
      .min(1)
      .max(20)
      .optional()
      .describe('只要这些方面 / only these axes'),
    max_tokens: z.int().min(FEWEST_TOKENS).max(MOST_TOKENS).default(4000),
  }),
  output: Output,
  answer: ({ concepts, family, axes, max_tokens }, { book }) => {
    if ((concepts === undefined) === (family === undefined)) {
      throw new AskError(
        `concepts, family: 给其中一个 / pass one of them. 族 / families: ${familyNames(book)}`,
      );
    }
    if (family !== undefined) return table(book, findFamily(book, family), { axes, max_tokens });
    const asked = concepts ?? [];
    const shared = book.comparisons.find((one) =>
      asked.every((name) => conceptIn(book, one, name) !== undefined),
    );
    if (shared === undefined) return side(book, asked);
    const found = new Set(asked.map((name) => conceptIn(book, shared, name)));
    if (found.size === asked.length) return table(book, shared, { asked, axes, max_tokens });
    // Names of one thing: the table has a single column for them, the glossary may still tell them apart.
    return side(
      book,
      asked,
      `其中有同一事物的不同名称 · some of these are names of the same thing in the table of ${shared.family}.`,
    );
  },
  text: (answer) =>
    [`**${answer.title}**`, ...(answer.message === undefined ? tableLines(answer) : apart(answer))].join(
      '\n',
    ),
});

function tableLines({
  axes,
  concepts,
  choose,
  choose_en,
  axes_left_out,
  references,
}: z.output<typeof Output>): string[] {
  return [
    `| | ${concepts.map(({ name }) => name).join(' | ')} |`,
    `|---|${concepts.map(() => '---|').join('')}`,
    ...axes.map(
      (axis) =>
        `| ${axis.title} · ${axis.title_en} | ${concepts.map(({ cells }) => cells[axis.key] ?? '—').join(' | ')} |`,
    ),
    '',
    ...(axes_left_out.length > 0
      ? [`未列出的方面 / axes left out: ${axes_left_out.join(', ')}（axes 或 max_tokens）`]
      : []),
    `怎么选：${choose ?? ''}`,
    `How to choose: ${choose_en ?? ''}`,
    `笔记 / notes: ${concepts.flatMap(({ name, note }) => (note === undefined ? [] : [`${name} ${note}`])).join('；')}`,
    ...(references.length > 0
      ? [`引用 · References\n${references.map((line) => `- ${line}`).join('\n')}`]
      : []),
  ];
}

function apart({ message, concepts }: z.output<typeof Output>): string[] {
  return [
    message ?? '',
    ...concepts.flatMap(({ name, note, cells }) => [
      `\n## ${name}${note === undefined ? '' : `（${note}）`}`,
      cells['zh'] ?? '',
      cells['en'] ?? '',
    ]),
  ];
}

interface Wanted {
  readonly asked?: readonly string[];
  readonly axes: readonly string[] | undefined;
  readonly max_tokens: number;
}

/** The concepts asked for, or all of a family, over as many of its axes as fit. */
function table(
  book: Book,
  comparison: Comparison,
  { asked, axes: named, max_tokens }: Wanted,
): z.output<typeof Output> {
  const chosen =
    asked === undefined
      ? comparison.concepts
      : [...new Set(asked.flatMap((name) => conceptIn(book, comparison, name) ?? []))];
  const wanted = named === undefined ? comparison.axes : named.map((name) => findAxis(comparison, name));
  const line = (axis: Comparison['axes'][number]) =>
    chosen.map(({ cells }) => cells[axis.key] ?? '').join(' ');
  const cost = (axis: Comparison['axes'][number]) =>
    countTokens(line(axis)) + citedKeys(line(axis)).length * TOKENS_A_REFERENCE;
  let left = max_tokens - countTokens(comparison.choose + comparison.choose_en) - TOKENS_AROUND;
  const axes = wanted.filter((axis, at) => {
    left -= cost(axis);
    return left >= 0 || at === 0;
  });
  const keys = new Set(axes.map(({ key }) => key));
  const cells = (all: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => keys.has(key)));
  const cited = citedKeys([...axes.map(line), comparison.choose].join(' '));
  return {
    family: comparison.family,
    title: `${comparison.title} · ${comparison.title_en}`,
    axes,
    concepts: chosen.map(({ key, name, note, cells: all }) => ({
      key,
      name,
      ...(note === undefined ? {} : { note: noteUri(book, note) }),
      cells: cells(all),
    })),
    choose: comparison.choose,
    choose_en: comparison.choose_en,
    axes_left_out: wanted.filter(({ key }) => !keys.has(key)).map(({ key }) => key),
    references: linesOf(book, cited),
  };
}

/** About what a line of the reference list costs, and the names and headings around the cells. */
const TOKENS_A_REFERENCE = 45;
const TOKENS_AROUND = 150;

function findAxis({ axes, family }: Comparison, name: string): Comparison['axes'][number] {
  const found = new NameIndex(axes, ({ key, title, title_en }) => [key, title, title_en]).find(name);
  if (found !== undefined) return found;
  throw new AskError(
    `axes: ${family} 没有 ${JSON.stringify(name)} · no such axis. 可用 / accepted: ${axes.map(({ key, title }) => `${key}（${title}）`).join(', ')}`,
  );
}

/** Concepts of different families have no axes in common: their notes' summaries, and a plain word of it. */
function side(book: Book, asked: readonly string[], message = apartMessage(book)): z.output<typeof Output> {
  const entries = asked.map((name) => book.entryNames.find(name) ?? entryOfTerm(book, name));
  const concepts = asked.map((name, at) => {
    const entry = entries[at];
    const note = entry === undefined ? undefined : book.note(entry.id);
    const term = book.termNames.find(name);
    if (note === undefined && term === undefined) {
      throw new AskError(
        notFound(
          book,
          '概念 · concept',
          name,
          book.entryNames.nearest(name).concat(book.termNames.nearest(name, 3)),
        ),
      );
    }
    // A term explained inside a broader note, or beside another in one note, is told by its own definition.
    const alone = entries.filter((other) => other === entry).length === 1;
    const own = note !== undefined && book.entryNames.find(name) === entry && (alone || term === undefined);
    return {
      key: (own ? note.id : term?.key) ?? note?.id ?? name,
      name,
      ...(note === undefined ? {} : { note: `notes://note/${note.id}` }),
      cells: {
        zh: own ? note.summary : (term?.definition ?? note?.summary ?? '—'),
        en: own ? note.summaryEn : (term?.definition_en ?? note?.summaryEn ?? '—'),
      },
    };
  });
  return {
    title: asked.join(' / '),
    axes: [
      { key: 'zh', title: '是什么', title_en: 'in Chinese' },
      { key: 'en', title: 'What it is', title_en: 'in English' },
    ],
    concepts,
    message,
    axes_left_out: [],
    references: [],
  };
}

function apartMessage(book: Book): string {
  return `它们不在同一张比较表里，可能是不同种类的东西，只能各自说明 · not of one comparison family, perhaps different kinds of thing: each is told by itself. 可比的族 / families: ${familyNames(book)}`;
}

function conceptIn(
  book: Book,
  comparison: Comparison,
  name: string,
): Comparison['concepts'][number] | undefined {
  const names = new NameIndex(comparison.concepts, ({ key, name: title }) => [key, title]);
  const direct = names.find(name);
  if (direct !== undefined) return direct;
  const term = book.termNames.find(name);
  const byTerm =
    term === undefined
      ? undefined
      : (names.find(term.key) ?? names.find(term.abbreviation ?? term.en) ?? names.find(term.zh));
  if (byTerm !== undefined) return byTerm;
  const entry = book.entryNames.find(name);
  const ofNote = comparison.concepts.filter(({ note }) => note !== undefined && note === entry?.id);
  return ofNote.length === 1 ? ofNote[0] : undefined;
}

function findFamily(book: Book, name: string): Comparison {
  const families = new NameIndex(book.comparisons, ({ family, title, title_en }) => [
    family,
    title,
    title_en,
  ]);
  const found = families.find(name);
  if (found !== undefined) return found;
  throw new AskError(`family: 没有 ${JSON.stringify(name)} · unknown. 可用 / accepted: ${familyNames(book)}`);
}

function familyNames(book: Book): string {
  return book.comparisons.map(({ family, title }) => `${family}（${title}）`).join(', ');
}

function noteUri(book: Book, id: string): string {
  return book.note(id) === undefined ? `${id}（尚未撰写）` : `notes://note/${id}`;
}

function linesOf(book: Book, keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const reference = book.reference(key);
    return reference === undefined ? [] : [referenceLine(reference)];
  });
}
