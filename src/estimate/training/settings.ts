import type { AdapterTargets } from './adapters.ts';
import type { Checkpointing } from './activations.ts';
import type { LossKind } from './loss.ts';
import type { Precision, StateLayout, ZeroStage } from './model-states.ts';
import type { OptimizerName } from './optimizers.ts';
import type { WeightFormatName } from '../formats/weight-formats.ts';

export const TRAINING_ENGINES = ['transformers', 'fsdp', 'deepspeed', 'megatron'] as const;
export type TrainingEngine = (typeof TRAINING_ENGINES)[number];

export const SCHEDULES = ['1f1b', 'interleaved', 'gpipe'] as const;
export type Schedule = (typeof SCHEDULES)[number];

export const OFFLOADS = ['none', 'optimizer', 'parameters', 'activations'] as const;
export type Offloading = (typeof OFFLOADS)[number];

export interface ParallelTraining {
  readonly tensor: number;
  readonly pipeline: number;
  /** Data-parallel replicas. */
  readonly data: number;
  /** Ranks that share one sequence. */
  readonly context: number;
  /** Ranks that the routed experts are divided over, of those above. */
  readonly expert: number;
  readonly zero: ZeroStage;
  /** Sequence parallelism beside tensor parallelism. */
  readonly sequence: boolean;
}

export interface TrainingOptions {
  /** Micro-batches of one step whose gradients are added up; more than one keeps gradients alive during the forward pass. */
  readonly gradientAccumulation?: number | undefined;
  readonly loss?: LossKind | undefined;
  readonly lossChunks?: number | undefined;
  /** torch.compile, or kernels that fuse norms and gates. */
  readonly fused?: boolean | undefined;
  readonly flashAttention?: boolean | undefined;
  readonly schedule?: Schedule | undefined;
  /** Chunks of layers a stage has under the interleaved schedule. */
  readonly virtualStages?: number | undefined;
  /** Each gradient is used and freed while the backward pass runs. */
  readonly optimizerInBackward?: boolean | undefined;
  readonly offload?: Offloading | undefined;
  /** Adapters: their type, and whether their input is dropped out. */
  readonly adapterPrecision?: 'fp32' | 'bf16' | undefined;
  readonly adapterDropout?: boolean | undefined;
}

export interface StepSettings {
  readonly parallel: ParallelTraining;
  readonly engine?: TrainingEngine | undefined;
  readonly options?: TrainingOptions | undefined;
  /** Tokens a sequence. */
  readonly context: number;
  /** Sequences in a micro-batch on one replica. */
  readonly batch: number;
  readonly checkpointing: Checkpointing;
  /** The note that explains this kind of run. */
  readonly note: string;
}

export interface FullTrainingSettings extends StepSettings {
  readonly optimizer: OptimizerName;
  readonly precision: Precision;
}

export interface AdapterSettings extends StepSettings {
  /** lora: 16-bit frozen base; qlora: quantised frozen base. */
  readonly method: 'lora' | 'qlora';
  readonly weightFormat: WeightFormatName;
  readonly rank: number;
  readonly targets: AdapterTargets;
  readonly optimizer: OptimizerName;
}

export const ONE_GPU: ParallelTraining = {
  tensor: 1,
  pipeline: 1,
  data: 1,
  context: 1,
  expert: 1,
  zero: 0,
  sequence: false,
};

/** GPUs of the whole run. Experts are divided over ranks that are there anyway. */
export function gpusOf({ tensor, pipeline, data, context }: ParallelTraining): number {
  return tensor * pipeline * data * context;
}

/** Where the engine keeps fp32: gradients (Megatron-LM), weights (FSDP, autocast), or a master copy. */
export function layoutOf(engine: TrainingEngine | undefined): StateLayout {
  if (engine === 'megatron') return 'fp32-gradients';
  return engine === 'fsdp' || engine === 'transformers' ? 'fp32-weights' : 'master';
}
