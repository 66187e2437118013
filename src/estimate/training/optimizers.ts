import type { ParameterGroup } from '../../architecture/parameters.ts';
import type { Precision } from './model-states.ts';

/** What an optimizer keeps of each trained parameter, beside the weights, the gradients and a master copy. */
interface Optimizer {
  /** Bytes a parameter in fp32 training and in 16-bit training with states of the weights' own type. */
  readonly mixed: number;
  readonly pure: number;
  readonly how: string;
}

/**
 * Moments: AdamW two, Lion and SGD with momentum one; bitsandbytes' 8-bit AdamW two bytes and two fp32 scales a block of
 * 256 (`functional.py`, `create_dynamic_map` blocks); its paged variant keeps them in memory that the driver moves to
 * the host when the card is full. Muon: one momentum for matrices of the layers, AdamW's two for the rest (Liu et al.
 * 2025, arXiv:2502.16982, section 2.2). Adafactor: a row and a column sum of each matrix (Shazeer and Stern 2018,
 * arXiv:1804.04235, section 4).
 */
export const OPTIMIZER_STATES = {
  adamw: { mixed: 8, pure: 4, how: 'two moments' },
  'adamw-8bit': {
    mixed: 2 + 8 / 256,
    pure: 2 + 8 / 256,
    how: 'two 8-bit moments, fp32 scales a block of 256',
  },
  'paged-adamw-8bit': {
    mixed: 2 + 8 / 256,
    pure: 2 + 8 / 256,
    how: 'two 8-bit moments, which the driver may move to the host',
  },
  adafactor: { mixed: 0, pure: 0, how: 'row and column sums of each matrix' },
  sgd: { mixed: 0, pure: 0, how: 'nothing' },
  'sgd-momentum': { mixed: 4, pure: 2, how: 'one momentum' },
  lion: { mixed: 4, pure: 2, how: 'one momentum' },
  muon: { mixed: 4, pure: 2, how: 'one momentum for matrices of the layers, two AdamW moments for the rest' },
} as const satisfies Record<string, Optimizer>;
export type OptimizerName = keyof typeof OPTIMIZER_STATES;
export const OPTIMIZERS = Object.keys(OPTIMIZER_STATES) as [OptimizerName, ...OptimizerName[]];

/** Bytes a parameter, where that is the same for every weight: Adafactor's sums and Muon's exceptions are not in it. */
export function statesPerParameter(optimizer: OptimizerName, precision: Precision): number {
  return OPTIMIZER_STATES[optimizer][precision];
}

/** Bytes of states for one weight of this group, where the group decides. */
export function statesOfGroup(
  optimizer: OptimizerName,
  precision: Precision,
  { role, in: inputs, out, parameters }: ParameterGroup,
): number {
  const width = precision === 'mixed' ? 4 : 2;
  const isMatrix = inputs !== null && out !== null;
  const isOfLayer = isMatrix && role !== 'embedding' && role !== 'head' && role !== 'position';
  switch (optimizer) {
    case 'adafactor':
      return (4 * (isMatrix ? inputs + out : parameters)) / parameters;
    case 'muon':
      return isOfLayer ? width : 2 * width;
    default:
      return OPTIMIZER_STATES[optimizer][precision];
  }
}
