import * as z from 'zod';
import type { Book } from '../knowledge/book.ts';
import type { Note } from '../knowledge/schema/note.ts';
import type { NoteSearch } from '../search/note-search.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { entryOfTerm, notFound } from './find-note.ts';

const Output = z.object({
  goal: z.string(),
  steps: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      level: z.string(),
      why: z.string(),
      minutes: z.int(),
      uri: z.string(),
    }),
  ),
  total_minutes: z.int(),
  skipped: z.array(z.string()),
  not_written: z.array(z.string()),
});

/** Characters a minute of attentive reading of technical Chinese, formulas worked through, by level. */
const PACE: Readonly<Record<Note['level'], number>> = { 入门: 260, 进阶: 180, 深入: 120 };
const MOST_GOALS = 3;

export const learningPath = defineDataTool({
  name: 'learning_path',
  title: '学习路径 · Learning path',
  description:
    '从已知到目标，按先修关系排出要读的笔记、各自为何要读和所需时间。目标可以是概念，也可以是一句话。\n' +
    'Notes to read, in order, to reach a goal (a concept or a sentence) from what is already known: why each, and how long.',
  input: z.strictObject({
    goal: z.string().trim().min(1).max(300).describe('如 / e.g. "GRPO", "自己部署一个 70B 模型"'),
    known: z
      .array(z.string().trim().min(1).max(200))
      .max(50)
      .default([])
      .describe('已掌握 / already known, e.g. ["MHA"]'),
  }),
  output: Output,
  answer: ({ goal, known }, { book, search }) => {
    const goals = goalsOf(book, search, goal);
    const named = known.map((name) => knownNote(book, name));
    const mastered = new Set(named.flatMap((note) => withPrerequisites(book, note)));
    const order: { note: Note; for: Note | undefined }[] = [];
    const notWritten = new Set<string>();
    const placed = new Set<string>();
    const visit = (note: Note, wanted: Note | undefined): void => {
      if (placed.has(note.id) || mastered.has(note.id)) return;
      placed.add(note.id);
      for (const id of note.prerequisites) {
        const before = book.note(id);
        if (before === undefined) notWritten.add(`${id} ${book.entry(id)?.title ?? ''}`.trim());
        else visit(before, note);
      }
      order.push({ note, for: wanted });
    };
    for (const note of goals) visit(note, undefined);
    const steps = order.map(({ note, for: wanted }) => ({
      id: note.id,
      title: note.title,
      level: note.level,
      why:
        wanted === undefined
          ? `目标 · the goal: ${firstSentence(note.summary)}`
          : `${wanted.id} ${wanted.title} 的先修 · needed for it`,
      minutes: Math.max(5, Math.round(note.body.replace(/\s+/g, '').length / PACE[note.level] / 5) * 5),
      uri: `notes://note/${note.id}`,
    }));
    return {
      goal,
      steps,
      total_minutes: steps.reduce((sum, { minutes }) => sum + minutes, 0),
      skipped: [...new Set(named.map(({ id }) => id))],
      not_written: [...notWritten],
    };
  },
  text: ({ goal, steps, total_minutes, skipped, not_written }) =>
    [
      `学习路径 · path to “${goal}”：${steps.length} 篇，约 ${(total_minutes / 60).toFixed(1)} 小时 / hours`,
      ...steps.map(
        ({ id, title, level, why, minutes }, at) =>
          `${at + 1}. ${id} ${title}（${level}，约 ${minutes} 分钟）\n   ${why}`,
      ),
      ...(steps.length === 0 ? ['已经都掌握了 · nothing left to read'] : []),
      ...(skipped.length > 0 ? [`已掌握，跳过 / known, skipped: ${skipped.join('、')}`] : []),
      ...(not_written.length > 0
        ? [`先修中尚未撰写 / prerequisites not yet written: ${not_written.join('；')}`]
        : []),
    ].join('\n'),
});

/** The notes a goal means: the one it names, else the best that a search finds. */
function goalsOf(book: Book, search: NoteSearch, goal: string): Note[] {
  const named = namedNote(book, goal);
  if (named !== undefined) return [named];
  const [first, ...others] = search.search(goal, { limit: MOST_GOALS });
  if (first === undefined)
    throw new AskError(notFound(book, '目标 · goal', goal, book.entryNames.nearest(goal)));
  return [first, ...others.filter(({ score }) => score > first.score / 2)].map(({ note }) => note);
}

function namedNote(book: Book, name: string): Note | undefined {
  const entry = book.entryNames.find(name) ?? entryOfTerm(book, name);
  return entry === undefined ? undefined : book.note(entry.id);
}

/** Who knows a thing has a note of the book behind it; a name that means nothing would silently change the path. */
function knownNote(book: Book, name: string): Note {
  const note = namedNote(book, name);
  if (note !== undefined) return note;
  throw new AskError(notFound(book, '已知 · known', name, book.entryNames.nearest(name)));
}

/** A note and all that has to be known for it. */
function withPrerequisites(book: Book, note: Note, seen = new Set<string>()): string[] {
  if (seen.has(note.id)) return [];
  seen.add(note.id);
  for (const id of note.prerequisites) {
    const before = book.note(id);
    if (before !== undefined) withPrerequisites(book, before, seen);
  }
  return [...seen];
}

function firstSentence(text: string): string {
  return /^.*?[。！？]/.exec(text)?.[0] ?? text;
}
