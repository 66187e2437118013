import type { Component } from '../estimate.ts';

/** A moment of a training step, with what is alive then. */
export interface Phase {
  readonly name: string;
  readonly components: readonly Component[];
}

export function bytesOf(components: readonly Component[]): number {
  return components.reduce((total, { bytes }) => total + bytes, 0);
}

/** The phase that needs most: memory freed between two phases never adds up. */
export function fullestPhase(phases: readonly Phase[]): Phase {
  return phases.reduce((fullest, one) =>
    bytesOf(one.components) > bytesOf(fullest.components) ? one : fullest,
  );
}
