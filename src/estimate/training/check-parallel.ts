import type { ModelArchitecture } from '../../architecture/types.ts';
import { checkExpert, checkPipeline, checkTensor } from '../check-split.ts';
import { refuse } from '../estimate.ts';
import type { ParallelTraining } from './settings.ts';

/** Refuses degrees that a model cannot be split by, with those it can. */
export function checkParallel(
  architecture: ModelArchitecture,
  { tensor, pipeline, data, context, expert, zero, sequence }: ParallelTraining,
): void {
  checkTensor(architecture, tensor);
  checkPipeline(architecture, pipeline);
  checkZero({ zero, data, context });
  refuse(
    sequence && tensor === 1,
    'parallel.sequence: 序列并行配合 parallel.tensor ≥ 2 / sequence parallelism goes with parallel.tensor of 2 or more',
  );
  checkExpert(architecture, expert);
  refuse(
    (tensor * data * context) % expert !== 0,
    `parallel.expert ${expert} 须整除 tensor × data × context = ${tensor * data * context} / must divide tensor × data × context`,
  );
}

export function checkZero({
  zero,
  data,
  context,
}: Pick<ParallelTraining, 'zero' | 'data' | 'context'>): void {
  refuse(
    zero > 0 && data * context === 1,
    `parallel.zero ${zero} 需要 parallel.data ≥ 2 / ZeRO splits over data-parallel GPUs: pass parallel.data of 2 or more`,
  );
}
