import { expect, it } from 'vitest';
import { call } from '../the-book.ts';

it('names one card of each usual memory size when none is asked for, smallest first', () => {
  const { fits } = call('estimate_vram', { model: 'llama-3-8b' }).structuredContent as {
    fits: { accelerator: string; memory_bytes: number }[];
  };
  expect(fits).toHaveLength(7);
  expect(fits[0]?.accelerator).toBe('rtx-4090');
  expect(fits.map(({ memory_bytes }) => memory_bytes)).toEqual(
    fits.map(({ memory_bytes }) => memory_bytes).sort((a, b) => a - b),
  );
});
