import type { Row } from './main.ts';

const TIGHT = 0.02;
const LOOSE = 0.1;

export function report(rows: readonly Row[]): { table: string; summary: string } {
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const summary = [
    '| kind | rows | median error | within 2 % | within 10 % | textbook: median | within 10 % |',
    '|---|---|---|---|---|---|---|',
    ...[...kinds, 'all'].map((kind) => {
      const of = rows.filter((row) => kind === 'all' || row.kind === kind);
      const errors = of.map(({ estimated, measured }) => Math.abs(estimated / measured - 1));
      const simple = of.flatMap(({ textbook, measured }) =>
        textbook === null ? [] : [Math.abs(textbook / measured - 1)],
      );
      return `| ${kind} | ${of.length} | ${percent(median(errors))} | ${share(errors, TIGHT)} | ${share(errors, LOOSE)} | ${simple.length > 0 ? percent(median(simple)) : '—'} | ${share(simple, LOOSE)} |`;
    }),
  ].join('\n');
  const lines = rows.map(
    ({ id, kind, model, measured, unit, estimated, textbook, source }) =>
      `| ${id} | ${kind} | ${model} | ${amount(measured, unit)} | ${amount(estimated, unit)} | ${signed(estimated / measured - 1)} | ${textbook === null ? '—' : signed(textbook / measured - 1)} | ${source} |`,
  );
  const table = [
    '# Estimates against measurements',
    '',
    'Every measurement we hold, each with its source, and what `estimate_vram` says of the same run; beside it the formulas',
    'that most calculators use. Made by `npm run bench:memory`; the calls are in `measurements.json`.',
    '',
    summary,
    '',
    '| id | kind | model | measured | estimated | error | textbook | source |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
  return { table, summary };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function share(errors: readonly number[], limit: number): string {
  return `${errors.filter((error) => error <= limit).length}/${errors.length}`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : '−'}${(100 * Math.abs(value)).toFixed(2)} %`;
}

function amount(value: number, unit: Row['unit']): string {
  return unit === 'tokens'
    ? `${value.toLocaleString('en-US')} tokens`
    : `${(value / 2 ** 30).toFixed(3)} GiB`;
}
