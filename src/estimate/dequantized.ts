import type { ModelArchitecture } from '../architecture/types.ts';
import type { Component } from './estimate.ts';
import { grouped } from './units.ts';
import { largestLinear } from './weights.ts';

/** A 4-bit layer multiplied in 16 bits: the largest matrix exists twice while it runs, in both of its forms. */
export function dequantized(architecture: ModelArchitecture, tensor: number, note: string): Component {
  const largest = Math.ceil(largestLinear(architecture) / tensor);
  return {
    name: 'runtime',
    bytes: 2 * largest,
    certainty: 'modelled',
    formula: `largest matrix, ${grouped(largest)} weights, dequantised to 2 B`,
    source: note,
    spread: [0.5, 3],
  };
}
