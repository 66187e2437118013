import { statesPerParameter, type OptimizerName } from './optimizers.ts';

/** Bytes a trained parameter, by what holds them. */
export interface StateBytes {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
}

export type Precision = 'mixed' | 'pure';

/**
 * Where a framework keeps what `mixed` precision needs. `master`: 16-bit weights and gradients beside fp32 masters and
 * states (2 + 2 + 4 + states: the ZeRO paper, section 3.1, and DeepSpeed). `fp32-gradients`: the same with gradients
 * accumulated in fp32 (2 + 4 + 4 + states: Megatron-LM). `fp32-weights`: the weights themselves are fp32 and cast where
 * they are used (4 + 4 + states: FSDP2, and PyTorch's autocast).
 */
export type StateLayout = 'master' | 'fp32-gradients' | 'fp32-weights';

/** Bytes of weights, gradients and optimizer states for one parameter. `pure`: everything in the weights' own 16 bits. */
export function stateBytes(
  optimizer: OptimizerName,
  precision: Precision,
  layout: StateLayout = 'master',
): StateBytes {
  const states = statesPerParameter(optimizer, precision);
  if (precision === 'pure') return { weights: 2, gradients: 2, optimizer: states };
  switch (layout) {
    case 'master':
      return { weights: 2, gradients: 2, optimizer: 4 + states };
    case 'fp32-gradients':
      return { weights: 2, gradients: 4, optimizer: 4 + states };
    case 'fp32-weights':
      return { weights: 4, gradients: 4, optimizer: states };
  }
}

export type ZeroStage = 0 | 1 | 2 | 3;

/**
 * Over how many of `ranks` GPUs each state is divided under ZeRO: stage 1 splits optimizer states, stage 2 gradients too,
 * stage 3 weights too (ZeRO paper, section 5).
 */
export function zeroRanks(stage: ZeroStage, ranks: number): StateBytes {
  return {
    weights: stage >= 3 ? ranks : 1,
    gradients: stage >= 2 ? ranks : 1,
    optimizer: stage >= 1 ? ranks : 1,
  };
}

/** Bytes a GPU of model states for `parameters` trained with AdamW in mixed precision. */
export function modelStateBytes(parameters: number, stage: ZeroStage, ranks: number): number {
  const bytes = stateBytes('adamw', 'mixed');
  const split = zeroRanks(stage, ranks);
  return (
    parameters *
    (bytes.weights / split.weights + bytes.gradients / split.gradients + bytes.optimizer / split.optimizer)
  );
}
