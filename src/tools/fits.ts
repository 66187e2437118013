import * as z from 'zod';
import type { MemoryEstimate } from '../estimate/estimate.ts';
import { acceleratorMemoryBytes, type AcceleratorFacts } from '../knowledge/accelerator-facts.ts';
import type { Book } from '../knowledge/book.ts';
import { findAccelerator } from './find-accelerator.ts';

export const Fit = z.object({
  accelerator: z.string(),
  title: z.string(),
  /** What of the card may be used: all of it, or the share that the named engine takes. */
  memory_bytes: z.int(),
  /** yes: even the high end of the range fits; tight: only the estimate does; no: the estimate does not. */
  fits: z.enum(['yes', 'tight', 'no']),
  headroom_bytes: z.int(),
});
export type Fit = z.output<typeof Fit>;

/** The cards people ask about, one a memory size, when none was named. */
const USUAL = ['rtx-4090', 'a100-80gb-sxm', 'l40s', 'h100-sxm', 'h200', 'b200', 'mi300x'];

/** Whether each accelerator holds what the fullest GPU needs. */
export function fitOn(
  book: Book,
  named: string | undefined,
  estimate: MemoryEstimate & { readonly usableShare?: number },
): Fit[] {
  return accelerators(book, named).map((one) => {
    const memory = Math.floor(acceleratorMemoryBytes(one) * (estimate.usableShare ?? 1));
    const fits = estimate.range[1] <= memory ? 'yes' : estimate.perGpuBytes <= memory ? 'tight' : 'no';
    return {
      accelerator: one.name,
      title: one.title,
      memory_bytes: memory,
      fits,
      headroom_bytes: memory - estimate.perGpuBytes,
    };
  });
}

function accelerators(book: Book, named: string | undefined): AcceleratorFacts[] {
  if (named === undefined) {
    const usual = book.accelerators.filter(({ name }) => USUAL.includes(name));
    return usual.sort((a, b) => acceleratorMemoryBytes(a) - acceleratorMemoryBytes(b));
  }
  return [findAccelerator(book, named)];
}
