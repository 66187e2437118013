import * as z from 'zod';
import { CHECKPOINTING } from '../estimate/activations.ts';
import { SettingsError, type MemoryEstimate } from '../estimate/estimate.ts';
import { estimateInference } from '../estimate/inference.ts';
import { OPTIMIZERS, type ZeroStage } from '../estimate/model-states.ts';
import { estimateAdapterTraining, estimateFullTraining, estimateModelStates } from '../estimate/training.ts';
import { KV_FORMAT_NAMES, WEIGHT_FORMAT_NAMES } from '../estimate/weight-formats.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { requireArchitecture, modelParameters } from './find-model.ts';
import { Fit, fitOn } from './fits.ts';
import { renderEstimate } from './render-estimate.ts';

const Size = z.int().min(1);

const Input = z.strictObject({
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
type Input = z.output<typeof Input>;

const Output = z.object({
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

export const estimateVram = defineDataTool({
  name: 'estimate_vram',
  title: '估算显存 · Estimate GPU memory',
  description:
    '估算推理、微调（full/LoRA/QLoRA）或预训练（混合精度、ZeRO 1-3）的显存：逐项给出公式、字节、可信程度，并说明放得下哪些卡。\n' +
    'GPU memory of inference, fine-tuning or pre-training (ZeRO 1-3): every part with its formula, bytes and certainty, and which GPUs hold it.',
  input: Input,
  output: Output,
  answer: (args, { book }) => {
    try {
      const { subject, settings, estimate } = run(args, (named) => requireArchitecture(book, named));
      return {
        subject,
        task: args.task,
        settings,
        gpus: estimate.gpus,
        per_gpu_bytes: estimate.perGpuBytes,
        total_bytes: estimate.perGpuBytes * estimate.gpus,
        components: estimate.components.map(({ name, bytes, certainty, formula, source }) => ({
          name,
          bytes,
          certainty,
          formula,
          source,
        })),
        range: { low: estimate.range[0], high: estimate.range[1] },
        fits: fitOn(book, args.gpu, estimate),
        assumptions: [...estimate.assumptions],
        warnings: [...estimate.warnings],
      };
    } catch (error) {
      if (error instanceof SettingsError) throw new AskError(error.message);
      throw error;
    }
  },
  text: renderEstimate,
});
export type VramAnswer = z.output<typeof Output>;

interface Run {
  readonly subject: string;
  readonly settings: Record<string, string | number | boolean | string[]>;
  readonly estimate: MemoryEstimate;
}

const NOTES = { finetune: 'notes://note/7.1/finetune', pretrain: 'notes://note/7.1/pretrain' } as const;
const DEFAULT_CONTEXT = 4096;

function run(args: Input, named: (args: Input) => ReturnType<typeof requireArchitecture>): Run {
  const { task, batch_size: batch, parallel, optimizer, precision, checkpointing, finetune } = args;
  const context = args.context_length ?? DEFAULT_CONTEXT;
  const zero = parallel.zero as ZeroStage;
  if (args.parameters !== undefined) return runBySize(args, args.parameters);
  const { name: subject, architecture, facts } = named(args);
  if (task === 'inference') {
    refuse(
      parallel.data > 1 || zero > 0,
      'parallel.data, parallel.zero: 推理只用 parallel.tensor / inference takes parallel.tensor only',
    );
    const weightFormat = args.weight_format ?? facts?.weight_format ?? 'bf16';
    return {
      subject,
      settings: {
        weight_format: weightFormat,
        kv_format: args.kv_format,
        context_length: context,
        batch_size: batch,
        tensor: parallel.tensor,
      },
      estimate: estimateInference(architecture, {
        weightFormat,
        kvFormat: args.kv_format,
        context,
        batch,
        tensor: parallel.tensor,
      }),
    };
  }
  refuse(
    parallel.tensor > 1,
    'parallel.tensor: 训练用 parallel.data 与 parallel.zero / training takes parallel.data and parallel.zero',
  );
  const shared = { context, batch, checkpointing, data: parallel.data };
  if (task === 'finetune' && finetune.method !== 'full') {
    refuse(
      zero > 0,
      'parallel.zero: LoRA 与 QLoRA 的基座是冻结的，不支持 ZeRO；用 parallel.data / not for a frozen base; use parallel.data',
    );
    const method = finetune.method;
    const weightFormat = args.weight_format ?? (method === 'qlora' ? 'nf4' : 'bf16');
    return {
      subject,
      settings: {
        method,
        weight_format: weightFormat,
        rank: finetune.rank,
        target_modules: finetune.target_modules,
        context_length: context,
        batch_size: batch,
        checkpointing,
        data: parallel.data,
      },
      estimate: estimateAdapterTraining(architecture, {
        ...shared,
        method,
        weightFormat,
        rank: finetune.rank,
        targets: finetune.target_modules,
        note: NOTES.finetune,
      }),
    };
  }
  refuse(
    args.weight_format !== undefined && !['bf16', 'fp16'].includes(args.weight_format),
    'weight_format: 全参数训练以 bf16 或 fp16 计 / full training is computed in bf16 or fp16',
  );
  return {
    subject,
    settings: {
      ...(task === 'finetune' ? { method: 'full' } : {}),
      optimizer,
      precision,
      context_length: context,
      batch_size: batch,
      checkpointing,
      data: parallel.data,
      zero,
    },
    estimate: estimateFullTraining(architecture, {
      ...shared,
      zero,
      optimizer,
      precision,
      note: NOTES[task],
    }),
  };
}

function runBySize(args: Input, parameters: number): Run {
  const { task, parallel, optimizer, precision, finetune } = args;
  const zero = parallel.zero as ZeroStage;
  refuse(
    args.model !== undefined || args.config !== undefined,
    'parameters: 给了 model 或 config 就不要再给 / leave it out when model or config is given',
  );
  refuse(
    task === 'inference',
    'parameters: 推理需要结构，请给 model 或 config / inference needs the architecture: pass model or config',
  );
  refuse(
    task === 'finetune' && finetune.method !== 'full',
    'parameters: LoRA 需要结构，请给 model 或 config / LoRA needs the architecture: pass model or config',
  );
  refuse(
    parallel.tensor > 1,
    'parallel.tensor: 训练用 parallel.data 与 parallel.zero / training takes parallel.data and parallel.zero',
  );
  return {
    subject: `${parameters.toLocaleString('en-US')} parameters`,
    settings: { optimizer, precision, data: parallel.data, zero },
    estimate: estimateModelStates(parameters, {
      optimizer,
      precision,
      zero,
      data: parallel.data,
      note: NOTES[task === 'finetune' ? 'finetune' : 'pretrain'],
    }),
  };
}

function refuse(when: boolean, message: string): void {
  if (when) throw new SettingsError(message);
}
