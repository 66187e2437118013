import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

export const CLASSES = [
  'zh',
  'en',
  'mixed',
  'acronym',
  'paraphrase',
  'comparison',
  'cross',
  'typo',
  'variant',
  'out',
] as const;
export type QueryClass = (typeof CLASSES)[number];
export const SPLITS = ['dev', 'test', 'late'] as const;
export type Split = (typeof SPLITS)[number];

const Judged = z.strictObject({
  q: z.string().min(1),
  best: z.array(z.string()).default([]),
  also: z.array(z.string()).default([]),
  split: z.enum(SPLITS),
});
const File = z.strictObject(
  Object.fromEntries(CLASSES.map((name) => [name, z.array(Judged)])) as Record<
    QueryClass,
    z.ZodArray<typeof Judged>
  >,
);

/** A query with what each note is worth as its answer: 2 is right, 1 helps. */
export interface JudgedQuery {
  readonly text: string;
  readonly class: QueryClass;
  readonly split: Split;
  /** Empty for what the book should not answer. */
  readonly grades: ReadonlyMap<string, 1 | 2>;
}

/** Every query of `queries.yaml`, checked: ids exist in the table of contents, no query twice. */
export function readQueries(known: ReadonlySet<string>): JudgedQuery[] {
  const file = File.parse(parse(readFileSync(new URL('queries.yaml', import.meta.url), 'utf8')));
  const seen = new Set<string>();
  return CLASSES.flatMap((name) =>
    file[name].map(({ q, best, also, split }) => {
      const unknown = [...best, ...also].find((id) => !known.has(id));
      if (unknown !== undefined) throw new Error(`${q}: no note ${unknown}`);
      if (seen.has(q)) throw new Error(`${q}: twice`);
      if ((best.length === 0) !== (name === 'out')) throw new Error(`${q}: best`);
      seen.add(q);
      return {
        text: q,
        class: name,
        split,
        grades: new Map([...also.map((id) => [id, 1] as const), ...best.map((id) => [id, 2] as const)]),
      };
    }),
  );
}

/**
 * The queries that can be judged on the notes there are, judgments of planned notes left out. A query none of whose
 * right notes is written has no right answer yet and is skipped.
 */
export function judgeable(queries: readonly JudgedQuery[], written: ReadonlySet<string>): JudgedQuery[] {
  return queries
    .map((query) => ({ ...query, grades: new Map([...query.grades].filter(([id]) => written.has(id))) }))
    .filter((query) => query.class === 'out' || [...query.grades.values()].includes(2));
}
