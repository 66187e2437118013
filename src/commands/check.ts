import { compileBook } from '../compile/compile-book.ts';

/** Checks a content folder and prints what it holds, note by note, and every fault. Exit code 1 when there are any. */
export function check(folder: string): number {
  const { book, report, problems } = compileBook(folder);
  const rows = report.map(({ id, characters, citations, recomputed, unwrittenLinks, updated }) =>
    [
      id.padEnd(28),
      `${characters} chars`.padStart(12),
      `${citations} sources`.padStart(11),
      `${recomputed} numbers`.padStart(11),
      `${unwrittenLinks} unwritten links`.padStart(19),
      `checked ${daysSince(updated)} days ago`.padStart(22),
    ].join(' '),
  );
  const totals = [
    `${report.length} of ${book.toc.length} notes written`,
    `${book.glossary.length} terms`,
    `${book.references.length} references`,
    `${book.models.length} models`,
    `${book.accelerators.length} accelerators`,
    `${report.reduce((sum, { recomputed }) => sum + recomputed, 0)} numbers recomputed`,
    `${problems.length} problems`,
  ].join(', ');
  process.stdout.write(`${[...rows, ...problems.map((problem) => `✗ ${problem}`), totals].join('\n')}\n`);
  return problems.length > 0 ? 1 : 0;
}

function daysSince(day: string): number {
  return Math.max(0, Math.floor((Date.now() - Date.parse(day)) / 86_400_000));
}
