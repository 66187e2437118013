import * as z from 'zod';
import { countParameters } from '../architecture/parameters.ts';
import {
  computeOptimalTokens,
  OPTIMAL_TOKENS_PER_PARAMETER,
  trainingFlops,
  trainingFlopsByOperator,
} from '../estimate/training-compute.ts';
import { grouped } from '../estimate/units.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { findAccelerator } from './find-accelerator.ts';
import { modelParameters, requireArchitecture } from './find-model.ts';

const Output = z.object({
  subject: z.string(),
  tokens: z.number(),
  context_length: z.int(),
  flops: z.object({ total: z.number(), linear: z.number(), attention: z.number(), head: z.number() }),
  flops_6nd: z.number(),
  compute_optimal_tokens: z.number().optional(),
  accelerator: z.string().optional(),
  gpus: z.int().optional(),
  peak_tflops: z.number().optional(),
  mfu: z.number().optional(),
  gpu_hours: z.number().optional(),
  days: z.number().optional(),
  energy_mwh: z.number().optional(),
  cost: z.number().optional(),
  assumptions: z.array(z.string()),
});

const HOUR = 3600;
const DEFAULT_MFU = 0.4;

export const estimateTraining = defineDataTool({
  name: 'estimate_training',
  title: '估算训练算力 · Estimate training compute',
  description:
    '训练要多少 FLOPs（按算子，另给 6ND）、GPU 时、天数、能耗与费用；计算最优 token 数。\n' +
    'Training FLOPs by operator (6ND beside), GPU-hours, days, energy, cost; compute-optimal tokens.',
  input: z.strictObject({
    ...modelParameters,
    tokens: z.number().min(1).max(1e17).optional().describe('默认为计算最优 / default: compute-optimal'),
    context_length: z.int().min(1).max(100_000_000).default(4096),
    gpu: z.string().trim().min(1).max(80).optional(),
    gpus: z.int().min(1).max(10_000_000).optional(),
    precision: z.enum(['bf16', 'fp16', 'fp8']).default('bf16'),
    mfu: z.number().gt(0).max(1).default(DEFAULT_MFU).describe('模型算力利用率 / model FLOPs utilisation'),
    price_per_gpu_hour: z.number().min(0).max(1e6).optional(),
  }),
  output: Output,
  answer: (args, { book }) => {
    const { name, architecture } = requireArchitecture(book, args);
    const { total, active } = countParameters(architecture);
    const dense = total === active;
    const optimal = dense ? computeOptimalTokens(architecture) : undefined;
    const tokens = args.tokens ?? optimal;
    if (tokens === undefined) {
      throw new AskError(
        'tokens: MoE 没有公认的最优 token 数，请给出 / give tokens: there is no agreed optimum for a MoE',
      );
    }
    const flops = trainingFlopsByOperator(architecture, tokens, args.context_length, 'none');
    return {
      subject: name,
      tokens,
      context_length: args.context_length,
      flops: { total: flops.total, linear: flops.linear, attention: flops.attention, head: flops.head },
      flops_6nd: trainingFlops(active, tokens),
      ...(optimal === undefined ? {} : { compute_optimal_tokens: optimal }),
      ...(args.gpu === undefined ? {} : timeOn(findAccelerator(book, args.gpu), flops.total, args)),
      assumptions: [
        'FLOPs 不含重计算（全量重计算多约三分之一）；因果注意力按平均可见长度计 · without recomputation (full recomputation adds about a third); causal attention at its average length',
        ...(dense
          ? [
              `计算最优取每参数 ${OPTIMAL_TOKENS_PER_PARAMETER} token（Chinchilla 经验值），今天的模型多训得多得多 · compute-optimal by Chinchilla’s 20 tokens a parameter; models today train far longer [@hoffmann2022training]`,
            ]
          : ['6ND 取激活参数 · 6ND of active parameters']),
        ...(args.gpu === undefined ? [] : [`MFU ${args.mfu} 是假设，公开报告多在 0.3–0.5 · MFU is assumed`]),
      ],
    };
  },
  text: (answer) =>
    [
      `**${answer.subject}**，${answer.tokens.toExponential(3)} token（序列 ${grouped(answer.context_length)}）`,
      `训练 FLOPs: **${answer.flops.total.toExponential(3)}**（线性层 ${percent(answer.flops.linear, answer.flops.total)}，注意力打分 ${percent(answer.flops.attention, answer.flops.total)}，输出头 ${percent(answer.flops.head, answer.flops.total)}）；6ND = ${answer.flops_6nd.toExponential(3)}`,
      ...(answer.compute_optimal_tokens === undefined
        ? []
        : [`计算最优 / compute-optimal: ${answer.compute_optimal_tokens.toExponential(3)} token`]),
      ...(answer.gpu_hours === undefined
        ? []
        : [
            `${answer.accelerator ?? ''}：${answer.peak_tflops ?? ''} TFLOPS × MFU ${answer.mfu ?? ''} → **${grouped(Math.round(answer.gpu_hours))} GPU 时 / GPU-hours**` +
              (answer.days === undefined
                ? ''
                : `；${grouped(answer.gpus ?? 1)} 卡 **${answer.days.toPrecision(3)} 天 / days**`) +
              (answer.energy_mwh === undefined
                ? ''
                : `；能耗约 ${answer.energy_mwh.toPrecision(3)} MWh（按板卡功率上限）`) +
              (answer.cost === undefined ? '' : `；费用 / cost ${grouped(Math.round(answer.cost))}`),
          ]),
      `假设 / assumptions:\n${answer.assumptions.map((line) => `- ${line}`).join('\n')}`,
      '推导 / derivation: notes://note/7.1/pretrain, notes://note/1.2',
    ].join('\n'),
});

type Accelerator = ReturnType<typeof findAccelerator>;

function timeOn(
  accelerator: Accelerator,
  flops: number,
  {
    precision,
    mfu,
    gpus,
    price_per_gpu_hour: price,
  }: {
    precision: 'bf16' | 'fp16' | 'fp8';
    mfu: number;
    gpus?: number | undefined;
    price_per_gpu_hour?: number | undefined;
  },
) {
  const peak = accelerator.dense_tflops[precision];
  if (peak === undefined) {
    const known = Object.keys(accelerator.dense_tflops).join(', ');
    throw new AskError(
      `precision: ${accelerator.title} 没有公布的 ${precision} 稠密峰值 / no published dense peak; 可用 / there are: ${known}`,
    );
  }
  const hours = flops / (peak * 1e12 * mfu) / HOUR;
  return {
    accelerator: accelerator.title,
    peak_tflops: peak,
    mfu,
    gpu_hours: hours,
    ...(gpus === undefined ? {} : { gpus, days: hours / gpus / 24 }),
    ...(accelerator.power_w === null ? {} : { energy_mwh: (hours * accelerator.power_w) / 1e6 }),
    ...(price === undefined ? {} : { cost: hours * price }),
  };
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
