import type { Layer, ModelArchitecture } from '../architecture/types.ts';

/** How many heads there are to split over tensor-parallel ranks, each number that occurs once. */
export function headCounts({ layers }: ModelArchitecture): number[] {
  return [...new Set(layers.flatMap(layerHeads))];
}

function layerHeads({ attention, recurrence }: Layer): number[] {
  const recurrent = recurrence && recurrence.heads > 0 ? [recurrence.heads] : [];
  return attention.kind === 'none' ? recurrent : [attention.heads, ...recurrent];
}
