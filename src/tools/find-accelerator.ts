import type { AcceleratorFacts } from '../knowledge/accelerator-facts.ts';
import type { Book } from '../knowledge/book.ts';
import { AskError } from './define-tool.ts';

/** The accelerator meant by any of its names; throws an AskError that names those there are. */
export function findAccelerator(book: Book, name: string): AcceleratorFacts {
  const one = book.acceleratorNames.find(name);
  if (one !== undefined) return one;
  const nearest = new Set(
    book.acceleratorNames.nearest(name, 8).flatMap((close) => book.acceleratorNames.find(close)?.title ?? []),
  );
  throw new AskError(
    `gpu: 不认识 ${JSON.stringify(name)} · unknown. ${nearest.size > 0 ? `最接近 / nearest: ${[...nearest].join('；')}. ` : ''}可用 / accepted: ${book.accelerators.map(({ title }) => title).join('；')}`,
  );
}
