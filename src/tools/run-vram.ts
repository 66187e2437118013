import { refuse, type MemoryEstimate } from '../estimate/estimate.ts';
import type { WeightFormatName } from '../estimate/formats/weight-formats.ts';
import { estimateInference } from '../estimate/serving/inference.ts';
import { SERVING_ENGINES, type ServingEngine } from '../estimate/serving/settings.ts';
import { estimateAdapterTraining } from '../estimate/training/adapter-training.ts';
import { estimateFullTraining, estimateModelStates } from '../estimate/training/full.ts';
import type { ZeroStage } from '../estimate/training/model-states.ts';
import { estimateRl } from '../estimate/training/rl.ts';
import {
  TRAINING_ENGINES,
  type AdapterSettings,
  type FullTrainingSettings,
  type StepSettings,
  type TrainingEngine,
} from '../estimate/training/settings.ts';
import { acceleratorMemoryBytes } from '../knowledge/accelerator-facts.ts';
import type { Book } from '../knowledge/book.ts';
import { readEngineOptions, servingOptions, trainingOptions, type EngineOptions } from './engine-options.ts';
import { findAccelerator } from './find-accelerator.ts';
import { requireArchitecture, type NamedArchitecture } from './find-model.ts';
import type { VramInput } from './vram-schema.ts';

export interface VramRun {
  readonly subject: string;
  /** What was computed with, as it is told. */
  readonly settings: Record<string, string | number | boolean | string[]>;
  readonly estimate: MemoryEstimate;
}

const NOTES = {
  finetune: 'notes://note/7.1/finetune',
  pretrain: 'notes://note/7.1/pretrain',
  rl: 'notes://note/5.1/rl-infrastructure',
} as const;
const DEFAULT_CONTEXT = 4096;

/** Computes the estimate a call asks for. Throws a SettingsError or an AskError for settings that do not go together. */
export function runVram(args: VramInput, book: Book): VramRun {
  const options = readEngineOptions(args.engine_options);
  if (args.parameters !== undefined) return runBySize(args, args.parameters);
  const named = requireArchitecture(book, args);
  switch (args.task) {
    case 'inference':
      return runInference(args, named, options, book);
    case 'pretrain':
      return runFull(args, named, options);
    case 'finetune':
      return args.finetune.method === 'full'
        ? runFull(args, named, options)
        : runAdapter(args, named, options);
    case 'rl':
      return runRl(args, named, options);
  }
}

function runInference(
  args: VramInput,
  { name, architecture, facts }: NamedArchitecture,
  options: EngineOptions,
  book: Book,
): VramRun {
  const { kv_format: kvFormat, batch_size: batch, parallel, engine } = args;
  refuse(
    parallel.data > 1 || parallel.zero > 0 || parallel.context > 1,
    'parallel.data, parallel.zero, parallel.context: 推理用 tensor、pipeline、expert / inference takes tensor, pipeline and expert',
  );
  refuse(
    engine !== undefined && !isServing(engine),
    `engine: 推理可用 / for inference: ${SERVING_ENGINES.join(', ')}`,
  );
  const weightFormat = args.weight_format ?? facts?.weight_format ?? 'bf16';
  const context = args.context_length ?? DEFAULT_CONTEXT;
  return {
    subject: name,
    settings: {
      ...told(args, options),
      weight_format: weightFormat,
      kv_format: kvFormat,
      context_length: context,
      batch_size: batch,
    },
    estimate: estimateInference(architecture, {
      weightFormat,
      kvFormat,
      context,
      batch,
      tensor: parallel.tensor,
      pipeline: parallel.pipeline,
      expert: parallel.expert,
      engine: engine as ServingEngine | undefined,
      options: servingOptions(options),
      utilization: args.gpu_memory_utilization,
      memory: args.gpu === undefined ? undefined : acceleratorMemoryBytes(findAccelerator(book, args.gpu)),
    }),
  };
}

function runFull(
  args: VramInput,
  { name, architecture }: NamedArchitecture,
  options: EngineOptions,
): VramRun {
  return {
    subject: name,
    settings: {
      ...told(args, options),
      ...(args.task === 'finetune' ? { method: 'full' } : {}),
      optimizer: args.optimizer,
      precision: args.precision,
      ...toldStep(args),
    },
    estimate: estimateFullTraining(architecture, fullSettings(args, options)),
  };
}

function runAdapter(
  args: VramInput,
  { name, architecture }: NamedArchitecture,
  options: EngineOptions,
): VramRun {
  const settings = adapterSettings(args, options);
  return {
    subject: name,
    settings: {
      ...told(args, options),
      method: settings.method,
      weight_format: settings.weightFormat,
      rank: settings.rank,
      target_modules: args.finetune.target_modules,
      optimizer: args.optimizer,
      ...toldStep(args),
    },
    estimate: estimateAdapterTraining(architecture, settings),
  };
}

function runRl(args: VramInput, { name, architecture }: NamedArchitecture, options: EngineOptions): VramRun {
  const isFull = args.finetune.method === 'full';
  const sequences = options.rollout_sequences ?? args.batch_size;
  return {
    subject: name,
    settings: {
      ...told(args, options),
      method: args.finetune.method,
      optimizer: args.optimizer,
      ...toldStep(args),
      rollout_sequences: sequences,
    },
    estimate: estimateRl(architecture, {
      trainer: isFull
        ? { kind: 'full', ...fullSettings(args, options) }
        : { kind: 'adapter', ...adapterSettings(args, options) },
      reference: options.reference ?? true,
      critic: options.critic ?? false,
      rollout: {
        sequences,
        tensor: args.parallel.tensor,
        weightFormat: 'bf16',
        kvFormat: args.kv_format,
        sharesWeights: options.rollout_shares_weights ?? false,
        sleeps: options.rollout_sleep ?? true,
        trainerMovesOut: options.trainer_offload ?? false,
      },
    }),
  };
}

function fullSettings(args: VramInput, options: EngineOptions): FullTrainingSettings {
  refuse(
    args.weight_format !== undefined &&
      !['bf16', 'fp16', 'BF16', 'F16', 'fp32', 'F32'].includes(args.weight_format),
    'weight_format: 全参数训练以 bf16 或 fp16 计 / full training is computed in bf16 or fp16',
  );
  return { ...stepSettings(args, options), optimizer: args.optimizer, precision: args.precision };
}

function adapterSettings(args: VramInput, options: EngineOptions): AdapterSettings {
  const { finetune } = args;
  const method = finetune.method === 'qlora' ? 'qlora' : 'lora';
  const weightFormat: WeightFormatName = args.weight_format ?? (method === 'qlora' ? 'nf4' : 'bf16');
  refuse(
    args.parallel.zero === 1 || args.parallel.zero === 2,
    'parallel.zero: 冻结的基座没有优化器状态可分，用 0 或 3（FSDP）/ a frozen base has no states to split: use 0 or 3',
  );
  return {
    ...stepSettings(args, options),
    method,
    weightFormat,
    rank: finetune.rank,
    targets: finetune.target_modules,
    optimizer: args.optimizer,
  };
}

function stepSettings(args: VramInput, options: EngineOptions): StepSettings {
  const { parallel, engine, task } = args;
  refuse(
    engine !== undefined && !isTraining(engine),
    `engine: 训练可用 / for training: ${TRAINING_ENGINES.join(', ')}`,
  );
  return {
    parallel: { ...parallel, zero: parallel.zero as ZeroStage },
    engine: engine as TrainingEngine | undefined,
    options: trainingOptions(options),
    context: args.context_length ?? DEFAULT_CONTEXT,
    batch: args.batch_size,
    checkpointing: args.checkpointing,
    note: NOTES[task === 'inference' ? 'finetune' : task],
  };
}

function runBySize(args: VramInput, parameters: number): VramRun {
  const { task, parallel, optimizer, precision, finetune, engine } = args;
  refuse(
    args.model !== undefined || args.config !== undefined,
    'parameters: 给了 model 或 config 就不要再给 / leave it out when model or config is given',
  );
  refuse(
    task === 'inference' || task === 'rl',
    'parameters: 推理与强化学习需要结构，请给 model 或 config / inference and RL need the architecture: pass model or config',
  );
  refuse(
    task === 'finetune' && finetune.method !== 'full',
    'parameters: LoRA 需要结构，请给 model 或 config / LoRA needs the architecture: pass model or config',
  );
  refuse(
    parallel.tensor * parallel.pipeline * parallel.expert * parallel.context > 1,
    'parallel: 只知参数量时用 data 与 zero / with a size alone: data and zero',
  );
  return {
    subject: `${parameters.toLocaleString('en-US')} parameters`,
    settings: { optimizer, precision, data: parallel.data, zero: parallel.zero },
    estimate: estimateModelStates(parameters, {
      optimizer,
      precision,
      parallel: { ...parallel, zero: parallel.zero as ZeroStage },
      engine: engine !== undefined && isTraining(engine) ? engine : undefined,
      note: NOTES[task === 'finetune' ? 'finetune' : 'pretrain'],
    }),
  };
}

/** What differs from its default of the degrees and options. */
function told(
  { engine, parallel, gpu_memory_utilization: utilization }: VramInput,
  options: EngineOptions,
): VramRun['settings'] {
  const degrees = Object.entries(parallel).filter(
    ([name, value]) => value !== (name === 'sequence' ? false : name === 'zero' ? 0 : 1),
  );
  return {
    ...(engine === undefined ? {} : { engine }),
    ...Object.fromEntries(degrees),
    ...(utilization === undefined ? {} : { gpu_memory_utilization: utilization }),
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  };
}

function toldStep({ context_length: context, batch_size, checkpointing }: VramInput): VramRun['settings'] {
  return { context_length: context ?? DEFAULT_CONTEXT, batch_size, checkpointing };
}

function isServing(engine: string): engine is ServingEngine {
  return SERVING_ENGINES.some((one) => one === engine);
}

function isTraining(engine: string): engine is TrainingEngine {
  return TRAINING_ENGINES.some((one) => one === engine);
}
