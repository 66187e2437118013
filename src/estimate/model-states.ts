/** Bytes a trained parameter, by what holds them. */
export interface StateBytes {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
}

/**
 * AdamW. `mixed`: 16-bit weights and gradients, with fp32 master weights, momentum and variance (K = 12 of the ZeRO
 * paper, section 3.1). `pure`: everything in the weights' own 16 bits.
 */
export const OPTIMIZERS = ['adamw', 'adamw-8bit', 'sgd'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];
export type Precision = 'mixed' | 'pure';

/** Bytes of weights, gradients and optimizer states for one parameter. */
export function stateBytes(optimizer: OptimizerName, precision: Precision): StateBytes {
  const master = precision === 'mixed' ? 4 : 0;
  const moments = { adamw: precision === 'mixed' ? 8 : 4, 'adamw-8bit': 2, sgd: 0 }[optimizer];
  return { weights: 2, gradients: 2, optimizer: master + moments };
}

export type ZeroStage = 0 | 1 | 2 | 3;

/**
 * The share of each state one of `ranks` GPUs holds under ZeRO: stage 1 splits optimizer states, stage 2 gradients
 * too, stage 3 weights too (ZeRO paper, section 5).
 */
export function zeroShare(stage: ZeroStage, ranks: number): StateBytes {
  return {
    weights: stage >= 3 ? 1 / ranks : 1,
    gradients: stage >= 2 ? 1 / ranks : 1,
    optimizer: stage >= 1 ? 1 / ranks : 1,
  };
}

/** Bytes a GPU of model states for `parameters` trained with AdamW in mixed precision. */
export function modelStateBytes(parameters: number, stage: ZeroStage, ranks: number): number {
  const bytes = stateBytes('adamw', 'mixed');
  const share = zeroShare(stage, ranks);
  return (
    parameters *
    (bytes.weights * share.weights + bytes.gradients * share.gradients + bytes.optimizer * share.optimizer)
  );
}
