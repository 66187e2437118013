import { CLASSES, type JudgedQuery, type QueryClass } from './queries.ts';

/** Quality over a set of queries the book answers. A hit is a note of grade 2; nDCG counts grade 1 as well. */
export interface Quality {
  readonly queries: number;
  readonly hit1: number;
  readonly hit5: number;
  readonly mrr: number;
  readonly ndcg10: number;
  /** Share of queries with an empty answer. */
  readonly zeroHit: number;
}

export interface Measured {
  readonly answerable: Quality;
  readonly classes: Readonly<Partial<Record<QueryClass, Quality>>>;
  readonly outOfScope: { readonly queries: number; readonly falseHit: number };
}

export type Search = (query: string) => readonly string[];

export function measure(search: Search, queries: readonly JudgedQuery[]): Measured {
  const answers = queries.map((query) => ({ query, ids: search(query.text) }));
  const out = answers.filter(({ query }) => query.class === 'out');
  const answerable = answers.filter(({ query }) => query.class !== 'out');
  return {
    answerable: quality(answerable),
    classes: Object.fromEntries(
      CLASSES.filter((name) => name !== 'out').map((name) => [
        name,
        quality(answerable.filter(({ query }) => query.class === name)),
      ]),
    ),
    outOfScope: { queries: out.length, falseHit: mean(out.map(({ ids }) => Number(ids.length > 0))) },
  };
}

/** Rank, from 1, of the first right note; undefined when it is not among the answers. */
export function rankOf({ grades }: JudgedQuery, ids: readonly string[]): number | undefined {
  const at = ids.findIndex((id) => grades.get(id) === 2);
  return at === -1 ? undefined : at + 1;
}

function quality(answers: readonly { query: JudgedQuery; ids: readonly string[] }[]): Quality {
  const ranks = answers.map(({ query, ids }) => rankOf(query, ids) ?? Infinity);
  return {
    queries: answers.length,
    hit1: mean(ranks.map((rank) => Number(rank <= 1))),
    hit5: mean(ranks.map((rank) => Number(rank <= 5))),
    mrr: mean(ranks.map((rank) => (rank <= 10 ? 1 / rank : 0))),
    ndcg10: mean(answers.map(({ query, ids }) => ndcg(query, ids))),
    zeroHit: mean(answers.map(({ ids }) => Number(ids.length === 0))),
  };
}

function ndcg({ grades }: JudgedQuery, ids: readonly string[]): number {
  const gain = (worth: readonly number[]) =>
    worth.slice(0, 10).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);
  const ideal = gain([...grades.values()].sort((a, b) => b - a));
  return gain(ids.map((id) => grades.get(id) ?? 0)) / ideal;
}

function mean(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1000) / 1000;
}

/** Milliseconds a query takes, at the 50th and 95th percentile, after one round to warm up. */
export function latency(search: Search, queries: readonly JudgedQuery[]): { p50: number; p95: number } {
  for (const { text } of queries) search(text);
  const times = queries
    .map(({ text }) => {
      const start = performance.now();
      search(text);
      return performance.now() - start;
    })
    .sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95) };
}
