/** What every memory estimate is made of; names follow the contract of `estimate_vram`. */
export type ComponentName =
  | 'weights'
  | 'kv_cache'
  | 'recurrent_state'
  | 'activations'
  | 'logits'
  | 'gradients'
  | 'optimizer_states'
  | 'adapter'
  | 'runtime';

/**
 * `exact`: follows from the architecture; `modelled`: a formula that agrees with measurements within a few per cent
 * to tens of per cent; `assumed`: a typical figure of the software, not derived.
 */
export type Certainty = 'exact' | 'modelled' | 'assumed';

export interface Component {
  readonly name: ComponentName;
  /** Bytes on the fullest GPU. */
  readonly bytes: number;
  readonly certainty: Certainty;
  /** The formula with the numbers put in. */
  readonly formula: string;
  /** The note of the book that derives it. */
  readonly source: string;
  /** Factors the true value is expected to lie between; absent when exact. */
  readonly spread?: readonly [low: number, high: number];
}

export interface MemoryEstimate {
  readonly perGpuBytes: number;
  readonly gpus: number;
  readonly components: readonly Component[];
  readonly range: readonly [low: number, high: number];
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
}

/** Adds the parts up: the total is their sum and nothing else. */
export function summarize(
  components: readonly Component[],
  gpus: number,
  assumptions: readonly string[],
  warnings: readonly string[],
): MemoryEstimate {
  const at = (end: 0 | 1) =>
    Math.round(components.reduce((total, { bytes, spread }) => total + bytes * (spread?.[end] ?? 1), 0));
  return {
    perGpuBytes: components.reduce((total, { bytes }) => total + bytes, 0),
    gpus,
    components: components.filter(({ bytes }) => bytes > 0),
    range: [at(0), at(1)],
    assumptions,
    warnings,
  };
}

/** An estimate that was asked for with settings that do not go together; the message says which would. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Throws a SettingsError with this message. */
export function refuse(when: boolean, message: string): void {
  if (when) throw new SettingsError(message);
}
