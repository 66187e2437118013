import { expect, it } from 'vitest';
import { call } from '../the-book.ts';

it('names one card of each usual memory size when none is asked for, smallest first', () => {
  const { fits } = call('estimate_vram', { model: 'llama-3-8b' }).structuredContent as {
    fits: { accelerator: string; memory_bytes: number }[];
  };
  expect(fits.map(({ accelerator }) => accelerator)).toEqual([
    'rtx-4090',
    'l40s',
    'a100-80gb-sxm',
    'h100-sxm',
    'h200',
    'mi300x',
    'b200',
  ]);
  expect(fits.map(({ memory_bytes }) => memory_bytes)).toEqual(
    fits.map(({ memory_bytes }) => memory_bytes).sort((a, b) => a - b),
  );
});
