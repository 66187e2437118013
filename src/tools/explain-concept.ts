import * as z from 'zod';
import type { Book } from '../knowledge/book.ts';
import type { GlossaryTerm } from '../knowledge/schema/glossary.ts';
import type { Note, SectionRole } from '../knowledge/schema/note.ts';
import type { NoteSearch } from '../search/note-search.ts';
import { fitParts } from '../text/fit-parts.ts';
import { pageOf } from '../text/paginate.ts';
import { countTokens } from '../text/tokens.ts';
import { AskError, defineReadingTool } from './define-tool.ts';
import { notFound, notWritten } from './find-note.ts';
import { FEWEST_TOKENS, markUnwritten, MOST_TOKENS, noteLabel, noteUri, referencesOf } from './reading.ts';

const DEPTHS = ['brief', 'standard', 'deep'] as const;
type Depth = (typeof DEPTHS)[number];

/** What each depth tells, in the order a reader takes it, and what it may cost. */
const PLANS: Readonly<Record<Depth, { roles: readonly SectionRole[]; tokens: number }>> = {
  brief: { roles: ['gist'], tokens: 900 },
  standard: {
    roles: ['gist', 'intuition', 'principle', 'map', 'comparison', 'choosing', 'pitfalls'],
    tokens: 3000,
  },
  deep: {
    roles: [
      'gist',
      'intuition',
      'map',
      'principle',
      'numbers',
      'comparison',
      'trade-offs',
      'choosing',
      'implementation',
      'pitfalls',
      'reading',
    ],
    tokens: 9000,
  },
};

export const explainConcept = defineReadingTool({
  name: 'explain_concept',
  title: '讲解概念 · Explain a concept',
  description:
    '按深度讲解一个概念：brief 两三句话，standard 原理与误区，deep 含推导、数字、取舍与实现；附预备知识、引用和下一步。中英文名、缩写均可。\n' +
    'Explain a concept at a depth: brief, standard (principle, pitfalls) or deep (derivation, numbers, trade-offs, implementation), with prerequisites, citations and what to read next. Any name, either language.',
  input: z.strictObject({
    concept: z.string().trim().min(1).max(200).describe('如 / e.g. "MLA", "什么是GRPO", "FlashAttention"'),
    depth: z.enum(DEPTHS).default('standard'),
    max_tokens: z.int().min(FEWEST_TOKENS).max(MOST_TOKENS).optional(),
  }),
  answer: ({ concept, depth, max_tokens }, { book, search }) => {
    const found = resolve(book, search, concept);
    const budget = max_tokens ?? PLANS[depth].tokens;
    return 'key' in found ? explainTerm(book, found) : explainNote(book, found, depth, budget);
  },
});

/** The note that explains what is meant: by name, by glossary term, else the best search hit that names it. */
function resolve(book: Book, search: NoteSearch, concept: string): Note | GlossaryTerm {
  const entry = book.entryNames.find(concept);
  const named = entry === undefined ? undefined : book.note(entry.id);
  if (named !== undefined) return named;
  const term = book.termNames.find(concept);
  const explained = term?.notes.flatMap((id) => book.note(id) ?? [])[0];
  // A term explained inside a broader note is answered by its own definition, which leads to that note.
  if (term !== undefined) return explained !== undefined && isAbout(explained, term) ? explained : term;
  if (entry !== undefined) throw new AskError(notWritten(book, entry));
  const [hit] = search.search(concept, { limit: 1 });
  if (hit !== undefined) return hit.note;
  throw new AskError(
    notFound(
      book,
      '概念 · concept',
      concept,
      book.entryNames.nearest(concept).concat(book.termNames.nearest(concept, 3)),
    ),
  );
}

function isAbout(note: Note, term: GlossaryTerm): boolean {
  const names = [note.title, note.titleEn, ...note.aliases].map((name) => name.toLowerCase());
  return [term.zh, term.en, term.abbreviation ?? term.en].some((name) => names.includes(name.toLowerCase()));
}

function explainNote(book: Book, note: Note, depth: Depth, budget: number): string {
  const before = note.prerequisites.map((id) => noteLabel(book, id));
  const title = `# ${note.title} · ${note.titleEn}`;
  const prerequisites = before.length > 0 ? `预备知识 / prerequisites: ${before.join('；')}` : '';
  const source = `来源 / from: ${noteUri(note)}（${note.id}，核对于 / checked ${note.updated}）`;
  const english = depth === 'brief' ? note.summaryEn : '';
  const room =
    budget -
    countTokens([title, note.summary, english, prerequisites, source].join('\n\n')) -
    ROOM_FOR_LEFT_OUT;
  const { text, omitted } = sectionsWithin(note, PLANS[depth].roles, Math.floor(room * 0.75));
  const body = markUnwritten(book, text);
  return fitParts(
    [
      { text: title, rank: 0 },
      { text: note.summary, rank: 1, mayCut: true },
      { text: english, rank: 3, mayCut: true },
      { text: prerequisites, rank: 4 },
      { text: body, rank: 5 },
      {
        text:
          omitted.length === 0
            ? ''
            : `未收入 / left out: ${omitted.join('；')} — read_note {"id":"${note.id}","section":"…"}`,
        rank: 6,
      },
      { text: referencesOf(book, text, room - countTokens(body)), rank: 7 },
      { text: `继续读 / read on: ${note.related.map((id) => noteLabel(book, id)).join('；')}`, rank: 8 },
      { text: source, rank: 2 },
    ],
    budget,
  );
}

/** The line that names what did not fit. */
const ROOM_FOR_LEFT_OUT = 80;

/** Sections of the planned roles that fit, in the note's own order; the first that does not is cut at a paragraph. */
function sectionsWithin(
  note: Note,
  roles: readonly SectionRole[],
  budget: number,
): { text: string; omitted: string[] } {
  const parts: string[] = [];
  const omitted: string[] = [];
  let room = budget;
  for (const section of note.sections) {
    if (section.depth !== 2 || !roles.includes(section.role)) continue;
    const label = `${section.number} ${section.title}`;
    if (room < LEAST_SECTION) {
      omitted.push(label);
      continue;
    }
    const page = pageOf(note.body.slice(0, section.end), section.start, room);
    parts.push(page.text);
    room -= countTokens(page.text) + 2;
    if (page.next !== undefined) {
      omitted.push(`${label}（后半 / rest）`);
      room = 0;
    }
  }
  return { text: parts.join('\n\n'), omitted };
}

/** Less than this of a section is not worth beginning. */
const LEAST_SECTION = 100;

function explainTerm(book: Book, term: GlossaryTerm): string {
  const notes = term.notes.map((id) => noteLabel(book, id));
  const others = term.see_also.flatMap((key) => book.terms.find((other) => other.key === key) ?? []);
  return [
    `# ${term.zh} · ${term.en}${term.abbreviation === undefined ? '' : `（${term.abbreviation}）`}`,
    term.definition,
    term.definition_en,
    ...(notes.length > 0 ? [`详见 / explained in: ${notes.join('；')}`] : []),
    ...(others.length > 0
      ? [`相关 / related: ${others.map(({ zh, en }) => `${zh}（${en}）`).join('、')}`]
      : []),
    referencesOf(book, term.references.map((key) => `[@${key}]`).join(' ')),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
