import * as z from 'zod';
import { SERVING_ENGINES } from '../estimate/serving/settings.ts';
import { CHECKPOINTING } from '../estimate/training/activations.ts';
import { OPTIMIZERS } from '../estimate/training/optimizers.ts';
import { TRAINING_ENGINES } from '../estimate/training/settings.ts';
import { modelParameters } from './find-model.ts';
import { Fit } from './fits.ts';
import { kvFormat, weightFormat } from './format-parameters.ts';

const Size = z.int().min(1);

export const ENGINES = [...new Set([...SERVING_ENGINES, ...TRAINING_ENGINES])] as [
  (typeof SERVING_ENGINES)[number] | (typeof TRAINING_ENGINES)[number],
];

export const Parallel = z.strictObject({
  tensor: Size.max(1024).default(1),
  pipeline: Size.max(1024).default(1),
  data: Size.max(1_000_000).default(1),
  context: Size.max(100_000).default(1),
  expert: Size.max(100_000).default(1),
  zero: z.int().min(0).max(3).default(0),
  sequence: z.boolean().default(false),
});

export const VramInput = z.strictObject({
  ...modelParameters,
  parameters: z.number().min(1).max(1e15).optional().describe('只知参数量的训练 / training by size alone'),
  task: z.enum(['inference', 'finetune', 'pretrain', 'rl']).default('inference'),
  weight_format: weightFormat
    .optional()
    .describe('默认原格式 / default: as published. bf16, fp8, awq-int4, nf4, mxfp4, Q4_K_M …'),
  kv_format: kvFormat.default('bf16').describe('fp8, q8_0 …'),
  context_length: Size.max(100_000_000).optional().describe('默认 / default 4096'),
  batch_size: Size.max(100_000)
    .default(1)
    .describe('并发序列；训练为微批 / sequences at once; micro-batch in training'),
  engine: z.enum(ENGINES).optional(),
  parallel: Parallel.prefault({}),
  finetune: z
    .strictObject({
      method: z.enum(['full', 'lora', 'qlora']).default('lora'),
      rank: Size.max(4096).default(16),
      target_modules: z
        .union([
          z.enum(['attention', 'mlp', 'all-linear']),
          z.array(z.string().min(1).max(80)).min(1).max(40),
        ])
        .default('all-linear'),
    })
    .prefault({}),
  optimizer: z.enum(OPTIMIZERS).default('adamw'),
  precision: z.enum(['mixed', 'pure']).default('mixed').describe('mixed: fp32 主权重 / master weights'),
  checkpointing: z.enum(CHECKPOINTING).default('full'),
  gpu: z.string().trim().min(1).max(80).optional().describe('如 / e.g. "H100"'),
  gpu_memory_utilization: z.number().gt(0).max(1).optional(),
  engine_options: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'slots, gpu_layers, max_num_seqs, loss, compile, gradient_accumulation …（传 {"help":1} 列出全部 / lists all）',
    ),
});
export type VramInput = z.output<typeof VramInput>;

export const VramAnswer = z.object({
  subject: z.string(),
  task: z.enum(['inference', 'finetune', 'pretrain', 'rl']),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  gpus: z.int(),
  per_gpu_bytes: z.int(),
  total_bytes: z.int(),
  /** What PyTorch's allocator would report: without CUDA context and NCCL. Training only. */
  allocated_bytes: z.int().optional(),
  components: z.array(
    z.object({
      name: z.string(),
      bytes: z.int(),
      certainty: z.enum(['exact', 'modelled', 'assumed']),
      formula: z.string(),
      source: z.string(),
    }),
  ),
  /** What each moment of a training step needs. */
  phases: z.array(z.object({ name: z.string(), bytes: z.int() })).optional(),
  /** Tokens the engine's cache holds on the named GPU, and sequences of the asked length. */
  kv_tokens: z.int().optional(),
  max_sequences: z.int().optional(),
  kv_tokens_formula: z.string().optional(),
  reserved_bytes: z.int().optional(),
  host_bytes: z.int().optional(),
  range: z.object({ low: z.int(), high: z.int() }),
  fits: z.array(Fit),
  assumptions: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type VramAnswer = z.output<typeof VramAnswer>;
