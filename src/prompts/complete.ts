import type { Book } from '../knowledge/book.ts';
import { completions } from '../text/completions.ts';

export function completeConcept(book: Book, typed: string): string[] {
  const names = [
    ...book.notes.flatMap(({ aliases }) => aliases),
    ...book.terms.flatMap(({ zh, abbreviation }) => [zh, abbreviation ?? zh]),
  ];
  return completions([...new Set(names)], typed);
}

export function completeModel({ models }: Book, typed: string): string[] {
  return completions(
    models.map(({ name }) => name),
    typed,
  );
}

export function completeAccelerator({ accelerators }: Book, typed: string): string[] {
  return completions(
    accelerators.map(({ name }) => name),
    typed,
  );
}
