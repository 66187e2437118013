import type { ModelArchitecture } from '../architecture/types.ts';
import { refuse } from './estimate.ts';
import { headCounts } from './heads.ts';

/** Refuses a tensor-parallel degree that the attention heads cannot be split by, with those that they can. */
export function checkTensor(architecture: ModelArchitecture, tensor: number): void {
  for (const count of headCounts(architecture)) {
    refuse(
      count % tensor !== 0,
      `parallel.tensor ${tensor} 不能整除 ${count} 个注意力头；可用 / the ${count} attention heads cannot be split over ${tensor} ranks; use ${divisors(count)}`,
    );
  }
}

/** Refuses more pipeline stages than layers. */
export function checkPipeline({ layers }: ModelArchitecture, pipeline: number): void {
  refuse(
    pipeline > layers.length,
    `parallel.pipeline ${pipeline} 多于 ${layers.length} 层 / more stages than the ${layers.length} layers`,
  );
}

/** Refuses an expert-parallel degree that the routed experts cannot be divided by. */
export function checkExpert({ layers }: ModelArchitecture, expert: number): void {
  if (expert === 1) return;
  const counts = new Set(
    layers.flatMap(({ feedForward }) => (feedForward.kind === 'moe' ? [feedForward.experts] : [])),
  );
  refuse(counts.size === 0, 'parallel.expert: 该模型没有专家 / the model has no experts');
  for (const count of counts) {
    refuse(
      count % expert !== 0,
      `parallel.expert ${expert} 不能整除 ${count} 个专家 / does not divide the ${count} experts; 可用 / use ${divisors(count)}`,
    );
  }
}

function divisors(count: number): string {
  return Array.from({ length: Math.min(count, 64) }, (_, index) => index + 1)
    .filter((degree) => count % degree === 0)
    .join(', ');
}
