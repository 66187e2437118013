import type { Measured } from './measure.ts';
import { CLASSES, type Split } from './queries.ts';

export interface Row {
  readonly name: string;
  readonly dev: Measured;
  readonly test: Measured;
  readonly late: Measured;
  readonly ms: { readonly p50: number; readonly p95: number };
}

export interface Results {
  readonly date: string;
  readonly node: string;
  readonly corpus: { readonly notes: number; readonly hash: string };
  readonly queries: { readonly written: number; readonly judged: number; readonly skipped: number };
  readonly skippedEngines?: string;
  readonly engines: readonly Row[];
  readonly ablations: readonly Row[];
}

const SPLIT_ORDER: readonly Split[] = ['test', 'late', 'dev'];

const INTRODUCTION = `# Retrieval

Our own judged queries (\`queries.yaml\`) on the notes of this book. hit@k and MRR ask for a *right* note (grade 2);
nDCG@10 counts helpful ones (grade 1) too. Ranking was tuned on *dev*. *test* was drawn at random within each class
before any measurement, but is not untouched: it was run three times, one change (chosen on *dev*) was made after its first
totals were seen, and whoever wrote the list of plain words had read its queries. *late* was written after that list was
first settled and was run as often. So *test* is optimistic, most of all for paraphrases; *late*, 56 mostly hard ones, is
the fairer figure there. Made by \`node bench/retrieval/run.mjs\`; figures move as notes are added.
`;

/** The results as a page to read. */
export function report(results: Results): string {
  const { date, node, corpus, queries, skippedEngines, engines, ablations } = results;
  const own = engines[0];
  return [
    INTRODUCTION,
    `${date} · Node ${node} · ${corpus.notes} notes, content ${corpus.hash} · ${queries.written} queries, ` +
      `${queries.judged} judged, ${queries.skipped} skipped because their right notes are not written` +
      (skippedEngines === undefined ? '' : ` · not measured: ${skippedEngines}`),
    '',
    ...SPLIT_ORDER.flatMap((split) => [`## Engines, ${split}`, '', ...engineTable(engines, split), '']),
    ...(own === undefined
      ? []
      : SPLIT_ORDER.flatMap((split) => [`## Ours by class, ${split}`, '', ...classTable(own[split]), ''])),
    '## What each ingredient is worth',
    '',
    'Ours with one part taken away, on all queries together: the change.',
    '',
    ...(own === undefined ? [] : ablationTable(own, ablations)),
    '',
  ].join('\n');
}

function table(head: readonly string[], body: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '--:'))), ...body.map(line)];
}

function engineTable(rows: readonly Row[], split: Split): string[] {
  return table(
    ['engine', 'hit@1', 'hit@5', 'MRR', 'nDCG@10', 'zero-hit', 'false-hit', 'p50 ms', 'p95 ms'],
    rows.map(({ name, [split]: { answerable, outOfScope }, ms }) => [
      name,
      ...[answerable.hit1, answerable.hit5, answerable.mrr, answerable.ndcg10].map(figure),
      figure(answerable.zeroHit),
      figure(outOfScope.falseHit),
      ms.p50,
      ms.p95,
    ]),
  );
}

function classTable({ classes, outOfScope }: Measured): string[] {
  return table(
    ['class', 'queries', 'hit@1', 'hit@5', 'MRR', 'nDCG@10', 'zero-hit'],
    [
      ...CLASSES.flatMap((name) => {
        const quality = classes[name];
        if (quality === undefined || quality.queries === 0) return [];
        const { queries, hit1, hit5, mrr, ndcg10, zeroHit } = quality;
        return [[name, queries, ...[hit1, hit5, mrr, ndcg10, zeroHit].map(figure)]];
      }),
      ['out of scope', outOfScope.queries, '', '', '', '', `false-hit ${figure(outOfScope.falseHit)}`],
    ],
  );
}

function ablationTable(own: Row, rows: readonly Row[]): string[] {
  const of = ({ dev, test, late }: Row, take: (measured: Measured) => [value: number, queries: number]) => {
    const parts = [dev, test, late].map(take);
    const queries = parts.reduce((sum, [, count]) => sum + count, 0);
    return parts.reduce((sum, [value, count]) => sum + value * count, 0) / queries;
  };
  const columns: ((measured: Measured) => [number, number])[] = [
    ({ answerable }) => [answerable.hit1, answerable.queries],
    ({ answerable }) => [answerable.hit5, answerable.queries],
    ({ answerable }) => [answerable.mrr, answerable.queries],
    ({ classes }) => [classes.en?.mrr ?? 0, classes.en?.queries ?? 0],
    ({ classes }) => [classes.paraphrase?.hit5 ?? 0, classes.paraphrase?.queries ?? 0],
    ({ classes }) => [classes.typo?.mrr ?? 0, classes.typo?.queries ?? 0],
    ({ classes }) => [classes.variant?.mrr ?? 0, classes.variant?.queries ?? 0],
    ({ outOfScope }) => [outOfScope.falseHit, outOfScope.queries],
  ];
  return table(
    [
      'without',
      'hit@1',
      'hit@5',
      'MRR',
      'MRR en',
      'hit@5 paraphrase',
      'MRR typo',
      'MRR variant',
      'false-hit',
    ],
    [
      ['(nothing taken away)', ...columns.map((column) => figure(of(own, column)))],
      ...rows.map((row) => [
        row.name,
        ...columns.map((column) => {
          const change = of(row, column) - of(own, column);
          return `${change > 0 ? '+' : ''}${change.toFixed(3)}`;
        }),
      ]),
    ],
  );
}

function figure(value: number): string {
  return value.toFixed(3);
}
