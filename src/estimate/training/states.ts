import type { ParameterGroup } from '../../architecture/parameters.ts';
import type { ModelArchitecture } from '../../architecture/types.ts';
import { divisor, stageGroups, type Stage } from '../sharding.ts';
import { stateBytes, zeroRanks, type StateBytes } from './model-states.ts';
import { statesOfGroup, statesPerParameter } from './optimizers.ts';
import { layoutOf, type FullTrainingSettings } from './settings.ts';

export interface ModelStates extends StateBytes {
  /** Parameters of this stage on one GPU before ZeRO. */
  readonly parameters: number;
}

/**
 * Bytes of weights, gradients and optimizer states of one stage on one GPU. Tensor and expert parallelism divide the
 * weights; ZeRO divides what is left over the replicas that hold the same, which for experts are as many fewer as they
 * are spread over more ranks.
 */
export function modelStates(
  architecture: ModelArchitecture,
  stage: Stage,
  { parallel, optimizer, precision, engine }: Omit<FullTrainingSettings, 'context' | 'batch'>,
): ModelStates {
  const { tensor, expert, data, context, zero } = parallel;
  const each = stateBytes(optimizer, precision, layoutOf(engine));
  const fixed = each.optimizer - statesPerParameter(optimizer, precision);
  const replicas = data * context;
  const bytes = { weights: 0, gradients: 0, optimizer: 0 };
  let parameters = 0;
  // Divided once at the end: a sum of quotients would round differently from the quotient of the sum.
  for (const isSpread of [false, true]) {
    const groups = stageGroups(architecture, stage).filter(
      ({ role }) => (role === 'expert' && expert > 1) === isSpread,
    );
    const count = (group: ParameterGroup) => (group.parameters * group.copies) / divisor(group, parallel);
    const here = groups.reduce((sum, group) => sum + count(group), 0);
    const states = groups.reduce(
      (sum, group) => sum + count(group) * (fixed + statesOfGroup(optimizer, precision, group)),
      0,
    );
    const ranks = zeroRanks(zero, isSpread ? Math.max(1, (replicas * tensor) / expert) : replicas);
    parameters += here;
    bytes.weights += (here * each.weights) / ranks.weights;
    bytes.gradients += (here * each.gradients) / ranks.gradients;
    bytes.optimizer += states / ranks.optimizer;
  }
  return {
    parameters: Math.ceil(parameters),
    weights: Math.ceil(bytes.weights),
    gradients: Math.ceil(bytes.gradients),
    optimizer: Math.ceil(bytes.optimizer),
  };
}
