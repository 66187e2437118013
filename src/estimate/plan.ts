import type { ModelArchitecture } from '../architecture/types.ts';
import type { MemoryEstimate } from './estimate.ts';
import { headCounts } from './heads.ts';
import { estimateInference } from './serving/inference.ts';
import type { InferenceSettings } from './serving/settings.ts';
import { estimateFullTraining } from './training/full.ts';
import { ONE_GPU, type FullTrainingSettings } from './training/settings.ts';
import type { KvFormatName, WeightFormatName } from './formats/weight-formats.ts';

/** GPUs that share a fast link in one machine: beyond it tensor parallelism crosses the network. */
const MOST_TENSOR = 8;
/** Beyond this many data-parallel GPUs nothing is gained for memory: what is left is activations. */
const MOST_DATA = 1024;

/** Degrees that the attention heads can be split over, within a machine. */
export function tensorDegrees(architecture: ModelArchitecture): number[] {
  const heads = headCounts(architecture);
  return [1, 2, 4, 8].filter(
    (degree) => degree <= MOST_TENSOR && heads.every((count) => count % degree === 0),
  );
}

/** Whether even the high end of an estimate's range fits. */
export function fitsSurely({ range }: MemoryEstimate, memory: number): boolean {
  return range[1] <= memory;
}

/** The smallest tensor-parallel degree at which serving fits `memory` bytes a GPU; undefined when none within a machine does. */
export function smallestTensor(
  architecture: ModelArchitecture,
  settings: Omit<InferenceSettings, 'tensor'>,
  memory: number,
): { tensor: number; estimate: MemoryEstimate } | undefined {
  for (const tensor of tensorDegrees(architecture)) {
    const estimate = estimateInference(architecture, { ...settings, tensor });
    if (fitsSurely(estimate, memory)) return { tensor, estimate };
  }
  return undefined;
}

/** The fewest data-parallel GPUs at which ZeRO-3 training fits, doubling from one; undefined when none does. */
export function smallestData(
  architecture: ModelArchitecture,
  settings: Omit<FullTrainingSettings, 'parallel'>,
  memory: number,
): { data: number; estimate: MemoryEstimate } | undefined {
  for (let data = 1; data <= MOST_DATA; data *= 2) {
    const estimate = estimateFullTraining(architecture, {
      ...settings,
      parallel: { ...ONE_GPU, data, zero: data > 1 ? 3 : 0 },
    });
    if (fitsSurely(estimate, memory)) return { data, estimate };
  }
  return undefined;
}

/** The largest whole number up to `most` for which `holds`, which must be true below some limit and false above; 0 if none. */
export function largest(most: number, holds: (value: number) => boolean): number {
  if (!holds(1)) return 0;
  let [low, high] = [1, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** One thing to change so that serving fits, and what it costs. */
export interface Change {
  readonly change: 'kv_format' | 'batch_size' | 'weight_format' | 'tensor' | 'context_length';
  readonly to: string | number;
}

/**
 * Single changes that make serving fit, least harmful first: an 8-bit cache, more GPUs, 8-bit weights, fewer sequences
 * at once, 4-bit weights, a shorter context.
 */
export function changesThatFit(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
  memory: number,
): Change[] {
  const holds = (change: Partial<InferenceSettings>) =>
    fitsSurely(estimateInference(architecture, { ...settings, ...change }), memory);
  const changes: Change[] = [];
  const formats = (names: readonly WeightFormatName[]) => {
    const to = names.find(
      (weightFormat) => weightFormat !== settings.weightFormat && holds({ weightFormat }),
    );
    if (to !== undefined) changes.push({ change: 'weight_format', to });
  };
  const eight: KvFormatName = 'fp8';
  if (settings.kvFormat !== eight && holds({ kvFormat: eight }))
    changes.push({ change: 'kv_format', to: eight });
  const more = tensorDegrees(architecture).find((tensor) => tensor > settings.tensor && holds({ tensor }));
  if (more !== undefined) changes.push({ change: 'tensor', to: more });
  formats(['fp8', 'int8']);
  const batch = largest(settings.batch, (value) => holds({ batch: value }));
  if (batch > 0 && batch < settings.batch) changes.push({ change: 'batch_size', to: batch });
  formats(['awq-int4']);
  const context = largest(settings.context, (value) => holds({ context: value }));
  if (context > 0 && context < settings.context) changes.push({ change: 'context_length', to: context });
  return changes;
}
