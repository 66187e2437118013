import type { ModelArchitecture } from '../../architecture/types.ts';
import { SettingsError } from '../estimate.ts';
import { headCounts } from '../heads.ts';
import type { ParallelTraining } from './settings.ts';

/** Refuses degrees that a model cannot be split by, with those it can. */
export function checkParallel(
  architecture: ModelArchitecture,
  { tensor, pipeline, data, context, expert, zero, sequence }: ParallelTraining,
): void {
  for (const count of headCounts(architecture)) {
    refuse(
      count % tensor !== 0,
      `parallel.tensor ${tensor} 不能整除 ${count} 个注意力头 / does not divide the ${count} attention heads; 可用 / use ${divisors(count)}`,
    );
  }
  refuse(
    pipeline > architecture.layers.length,
    `parallel.pipeline ${pipeline} 多于 ${architecture.layers.length} 层 / more stages than the ${architecture.layers.length} layers`,
  );
  checkZero({ zero, data, context });
  refuse(
    sequence && tensor === 1,
    'parallel.sequence: 序列并行配合 parallel.tensor ≥ 2 / sequence parallelism goes with parallel.tensor of 2 or more',
  );
  if (expert === 1) return;
  const counts = new Set(
    architecture.layers.flatMap(({ feedForward }) =>
      feedForward.kind === 'moe' ? [feedForward.experts] : [],
    ),
  );
  refuse(counts.size === 0, 'parallel.expert: 该模型没有专家 / the model has no experts');
  for (const count of counts) {
    refuse(
      count % expert !== 0,
      `parallel.expert ${expert} 不能整除 ${count} 个专家 / does not divide the ${count} experts; 可用 / use ${divisors(count)}`,
    );
  }
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

function refuse(when: boolean, message: string): void {
  if (when) throw new SettingsError(message);
}

function divisors(count: number): string {
  return Array.from({ length: Math.min(count, 64) }, (_, index) => index + 1)
    .filter((degree) => count % degree === 0)
    .join(', ');
}
