import * as z from 'zod';
import { CHECKPOINTING } from '../estimate/activations.ts';
import { OPTIMIZERS } from '../estimate/model-states.ts';
import { KV_FORMAT_NAMES, WEIGHT_FORMAT_NAMES } from '../estimate/weight-formats.ts';
import { modelParameters } from './find-model.ts';
import { Fit } from './fits.ts';

const Size = z.int().min(1);

export const VramInput = z.strictObject({
  ...modelParameters,
  parameters: z
    .number()
    .min(1)
    .max(1e15)
    .optional()
    .describe('只知参数量时，训练的模型状态 / model states from a size alone'),
  task: z.enum(['inference', 'finetune', 'pretrain']).default('inference'),
  weight_format: z
    .enum(WEIGHT_FORMAT_NAMES)
    .optional()
    .describe('默认为模型原格式 / default: as published; qlora: nf4'),
  kv_format: z.enum(KV_FORMAT_NAMES).default('bf16'),
  context_length: Size.max(100_000_000).optional().describe('默认 / default 4096'),
  batch_size: Size.max(100_000)
    .default(1)
    .describe('同时的序列数；训练为每卡微批 / sequences at once; micro-batch in training'),
  parallel: z
    .strictObject({
      tensor: Size.max(1024).default(1).describe('推理 / inference'),
      data: Size.max(1_000_000).default(1).describe('训练 / training'),
      zero: z.int().min(0).max(3).default(0),
    })
    .default({ tensor: 1, data: 1, zero: 0 }),
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
    .default({ method: 'lora', rank: 16, target_modules: 'all-linear' }),
  optimizer: z.enum(OPTIMIZERS).default('adamw'),
  precision: z.enum(['mixed', 'pure']).default('mixed').describe('mixed: fp32 主权重 / master weights'),
  checkpointing: z.enum(CHECKPOINTING).default('full').describe('激活检查点 / activation checkpointing'),
  gpu: z.string().trim().min(1).max(80).optional().describe('如 / e.g. "H100", "RTX 4090"'),
});
export type VramInput = z.output<typeof VramInput>;

export const VramAnswer = z.object({
  subject: z.string(),
  task: z.enum(['inference', 'finetune', 'pretrain']),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  gpus: z.int(),
  per_gpu_bytes: z.int(),
  total_bytes: z.int(),
  components: z.array(
    z.object({
      name: z.string(),
      bytes: z.int(),
      certainty: z.enum(['exact', 'modelled', 'assumed']),
      formula: z.string(),
      source: z.string(),
    }),
  ),
  range: z.object({ low: z.int(), high: z.int() }),
  fits: z.array(Fit),
  assumptions: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type VramAnswer = z.output<typeof VramAnswer>;
