import type { ModelArchitecture } from '../architecture/types.ts';
import { SettingsError, type MemoryEstimate } from './estimate.ts';
import { headCounts } from './heads.ts';
import type { KvFormatName, WeightFormatName } from './formats/weight-formats.ts';
import { estimateInference, type ServingEstimate } from './serving/inference.ts';
import type { InferenceSettings } from './serving/settings.ts';
import { ONE_GPU, type ParallelTraining } from './training/settings.ts';

/** GPUs that share a fast link in one machine: beyond it tensor parallelism crosses the network. */
const MOST_TENSOR = 8;
/** Machines a model is split over as pipeline stages. */
const MACHINES = [1, 2, 4, 8] as const;
/** Beyond this many data-parallel GPUs nothing is gained for memory: what is left is activations. */
const MOST_DATA = 1024;

/** Degrees that the attention heads can be split over, within a machine. */
export function tensorDegrees(architecture: ModelArchitecture): number[] {
  const heads = headCounts(architecture);
  return [1, 2, 4, 8].filter(
    (degree) => degree <= MOST_TENSOR && heads.every((count) => count % degree === 0),
  );
}

/** Whether even the high end of an estimate's range fits, and an engine that reserves has room for all sequences. */
export function fitsSurely(
  { range, usableShare = 1, budget }: MemoryEstimate & Pick<ServingEstimate, 'usableShare' | 'budget'>,
  memory: number,
  sequences = 1,
): boolean {
  if (budget !== undefined) return budget.sequences >= sequences;
  return range[1] <= memory * usableShare;
}

export interface Layout {
  readonly tensor: number;
  readonly pipeline: number;
  readonly estimate: ServingEstimate;
}

/**
 * The fewest GPUs on which serving fits `memory` bytes each: tensor parallelism within a machine, then whole machines as
 * pipeline stages. Undefined when eight machines do not hold it.
 */
export function smallestLayout(
  architecture: ModelArchitecture,
  settings: Omit<InferenceSettings, 'tensor' | 'pipeline' | 'memory'>,
  memory: number,
): Layout | undefined {
  const degrees = tensorDegrees(architecture);
  const widest = degrees.at(-1) ?? 1;
  const layouts = [
    ...degrees.map((tensor) => ({ tensor, pipeline: 1 })),
    ...MACHINES.slice(1).map((pipeline) => ({ tensor: widest, pipeline })),
  ].filter(({ pipeline }) => pipeline <= architecture.layers.length);
  for (const layout of layouts) {
    const estimate = estimateInference(architecture, { ...settings, ...layout, memory });
    if (fitsSurely(estimate, memory, settings.batch)) return { ...layout, estimate };
  }
  return undefined;
}

/**
 * The fewest data-parallel GPUs at which training fits, doubling from one: ZeRO-3 from the second on. Undefined when
 * none does. `estimate` computes the run on a layout.
 */
export function smallestData(
  estimate: (parallel: ParallelTraining) => MemoryEstimate,
  memory: number,
): { data: number; estimate: MemoryEstimate } | undefined {
  for (let data = 1; data <= MOST_DATA; data *= 2) {
    const found = estimate({ ...ONE_GPU, data, zero: data > 1 ? 3 : 0 });
    if (fitsSurely(found, memory)) return { data, estimate: found };
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
 * at once, 4-bit weights, a shorter context. In llama.cpp's own formats where that is the engine.
 */
export function changesThatFit(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
  memory: number,
): Change[] {
  const holds = (change: Partial<InferenceSettings>) => holdsWith(architecture, settings, memory, change);
  const changes: Change[] = [];
  const isLlamaCpp = settings.engine === 'llama.cpp';
  const formats = (names: readonly WeightFormatName[]) => {
    const to = names.find(
      (weightFormat) => weightFormat !== settings.weightFormat && holds({ weightFormat }),
    );
    if (to !== undefined) changes.push({ change: 'weight_format', to });
  };
  const eight: KvFormatName = isLlamaCpp ? 'q8_0' : 'fp8';
  if (settings.kvFormat !== eight && holds({ kvFormat: eight }))
    changes.push({ change: 'kv_format', to: eight });
  const more = tensorDegrees(architecture).find((tensor) => tensor > settings.tensor && holds({ tensor }));
  if (more !== undefined) changes.push({ change: 'tensor', to: more });
  formats(isLlamaCpp ? ['Q8_0', 'Q6_K'] : ['fp8', 'int8']);
  const batch = largest(settings.batch, (value) => holds({ batch: value }));
  if (batch > 0 && batch < settings.batch) changes.push({ change: 'batch_size', to: batch });
  formats(isLlamaCpp ? ['Q4_K_M', 'IQ3_M'] : ['awq-int4']);
  const context = largest(settings.context, (value) => holds({ context: value }));
  if (context > 0 && context < settings.context) changes.push({ change: 'context_length', to: context });
  return changes;
}

/** Whether serving fits with one thing changed; a change the model does not allow does not make it fit. */
export function holdsWith(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
  memory: number,
  change: Partial<InferenceSettings>,
): boolean {
  const changed = { ...settings, ...change, memory };
  try {
    return fitsSurely(estimateInference(architecture, changed), memory, changed.batch);
  } catch (error) {
    if (error instanceof SettingsError) return false;
    throw error;
  }
}
