import type { Option } from './schema.ts';

export const MOST_OPTIONS = 12;

/** Least memory in all first, then fewest cards. */
export function bySize(a: Option, b: Option): number {
  return a.gpus * a.memory_bytes - b.gpus * b.memory_bytes || a.gpus - b.gpus;
}
