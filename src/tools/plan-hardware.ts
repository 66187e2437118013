import * as z from 'zod';
import type { ModelArchitecture } from '../architecture/types.ts';
import type { WeightFormatName } from '../estimate/formats/weight-formats.ts';
import {
  changesThatFit,
  holdsWith,
  largest,
  smallestData,
  smallestLayout,
  tensorDegrees,
} from '../estimate/plan.ts';
import { decodeBound, prefillBound, type Card } from '../estimate/serving/roofline.ts';
import { SERVING_ENGINES, type InferenceSettings } from '../estimate/serving/settings.ts';
import { estimateAdapterTraining } from '../estimate/training/adapter-training.ts';
import { estimateFullTraining } from '../estimate/training/full.ts';
import type { ParallelTraining } from '../estimate/training/settings.ts';
import { formatBytes, grouped } from '../estimate/units.ts';
import { acceleratorMemoryBytes, type AcceleratorFacts } from '../knowledge/accelerator-facts.ts';
import type { Book } from '../knowledge/book.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { findAccelerator } from './find-accelerator.ts';
import { modelParameters, requireArchitecture } from './find-model.ts';
import { kvFormat, weightFormat } from './format-parameters.ts';

/** The roofline's bounds: no run is faster, most reach half to four fifths. */
const Speed = z.object({
  decode_tokens_per_second: z.number(),
  decode_tokens_per_second_each: z.number(),
  decode_limited_by: z.enum(['bandwidth', 'compute']),
  prefill_seconds: z.number(),
  prefill_limited_by: z.enum(['bandwidth', 'compute']),
});

const Option = z.object({
  accelerator: z.string(),
  gpus: z.int(),
  parallel: z.string(),
  weight_format: z.string(),
  per_gpu_bytes: z.int(),
  memory_bytes: z.int(),
  speed: Speed.optional(),
});

const TASKS = ['inference', 'finetune', 'qlora', 'lora', 'pretrain'] as const;

const Output = z.object({
  subject: z.string(),
  task: z.enum(TASKS),
  context_length: z.int(),
  batch_size: z.int(),
  /** Smallest sets that hold it, least memory in all first. */
  options: z.array(Option),
  /** With accelerators given: what they can hold. */
  limits: z
    .object({
      accelerator: z.string(),
      gpus: z.int(),
      weight_format: z.string(),
      fits: z.boolean(),
      longest_context: z.int(),
      largest_batch: z.int(),
      /** The format of most bits in which it fits as asked. */
      best_format: z.string().optional(),
      changes: z.array(z.object({ change: z.string(), to: z.union([z.string(), z.number()]) })),
      speed: Speed.optional(),
    })
    .optional(),
  assumptions: z.array(z.string()),
});

const Size = z.int().min(1);
const MOST_CONTEXT = 10_000_000;
const MOST_BATCH = 100_000;
const MOST_OPTIONS = 12;

export const planHardware = defineDataTool({
  name: 'plan_hardware',
  title: '规划硬件 · Plan hardware',
  description:
    '给模型：哪些卡、几张、什么格式放得下，多快（屋顶线上限）；再给 gpu 与 gpus：最长上下文、最大并发、最好的格式，放不下时先改什么。\n' +
    'A model: which accelerators, how many, which format hold it, how fast at most (roofline). With gpu and gpus: longest context, largest batch, best format, what to change first.',
  input: z.strictObject({
    ...modelParameters,
    task: z.enum(TASKS).default('inference'),
    context_length: Size.max(MOST_CONTEXT).default(8192),
    batch_size: Size.max(MOST_BATCH).default(1),
    weight_format: weightFormat.optional(),
    kv_format: kvFormat.optional(),
    engine: z.enum(SERVING_ENGINES).optional(),
    gpu: z.string().trim().min(1).max(80).optional(),
    gpus: z.int().min(1).max(8).optional().describe('张量并行 / tensor-parallel'),
  }),
  output: Output,
  answer: (args, { book }) => {
    const { name, architecture, facts } = requireArchitecture(book, args);
    const { task, context_length: context, batch_size: batch, engine } = args;
    if (args.gpus !== undefined && args.gpu === undefined)
      throw new AskError('gpus: 还要给 gpu / pass gpu too');
    if (args.gpu !== undefined && task !== 'inference')
      throw new AskError(
        'gpu: 训练请看 options，或用 estimate_vram / for training read options, or use estimate_vram',
      );
    const published = facts?.weight_format ?? 'bf16';
    const settings = { kvFormat: args.kv_format ?? ('bf16' as const), context, batch, engine };
    return {
      subject: name,
      task,
      context_length: context,
      batch_size: batch,
      options:
        task === 'inference'
          ? servingOptions(book, architecture, formatsFor(args.weight_format, published, engine), settings)
          : trainingOptions(book, architecture, task, { context, batch }),
      ...(args.gpu === undefined
        ? {}
        : {
            limits: limitsOf(architecture, findAccelerator(book, args.gpu), {
              ...settings,
              weightFormat: args.weight_format ?? published,
              tensor: args.gpus ?? 1,
            }),
          }),
      assumptions: [
        '以估算范围的上限放得下为准 · fits means that even the high end of the estimate does',
        task === 'inference'
          ? `KV 缓存 ${settings.kvFormat}；张量并行在一台机器内（至多 8 卡，度数整除注意力头），再大按机器分流水级 · tensor parallelism within one machine, a degree that divides the heads, then machines as pipeline stages`
          : `${TRAINING_WORDS[task]}；全量重计算，每卡微批为 batch_size · full recomputation, batch_size is the micro-batch a GPU`,
        ...(task === 'inference'
          ? [
              '速度是屋顶线上限：只计读权重、读缓存与乘加，实际通常到五至八成 · speed is the roofline bound: weights, cache and arithmetic alone; engines reach half to four fifths of it',
            ]
          : []),
      ],
    };
  },
  text: ({ subject, task, context_length, batch_size, options, limits, assumptions }) =>
    [
      `**${subject}**｜${task}，上下文 ${grouped(context_length)}，${task === 'inference' ? '并发' : '每卡微批'} ${grouped(batch_size)}`,
      ...(limits === undefined
        ? []
        : [
            `${limits.gpus} × ${limits.accelerator}，${limits.weight_format}：${limits.fits ? '放得下 fits' : '放不下 does not fit'}；最长上下文 / longest context ${grouped(limits.longest_context)}，最大并发 / largest batch ${grouped(limits.largest_batch)}${limits.best_format === undefined ? '' : `，可用的最好格式 / best format ${limits.best_format}`}`,
            ...(limits.speed === undefined ? [] : [toldSpeed(limits.speed)]),
            ...(limits.changes.length > 0
              ? [
                  `任改一项即可，按代价从小到大 / any one of these, least harm first: ${limits.changes.map(({ change, to }) => `${change} → ${to}`).join('；')}`,
                ]
              : []),
          ]),
      '',
      ...(options.length === 0
        ? ['已知的卡在这些设置下都放不下 · none of the known accelerators holds it with these settings']
        : [
            `| 卡 | 数量 | 并行 | 权重 | 每卡占用 | 每卡显存 |${task === 'inference' ? ' 解码上限 token/s |' : ''}`,
            `|---|---|---|---|---|---|${task === 'inference' ? '---|' : ''}`,
            ...options.map(
              (one) =>
                `| ${one.accelerator} | ${one.gpus} | ${one.parallel} | ${one.weight_format} | ${formatBytes(one.per_gpu_bytes)} | ${formatBytes(one.memory_bytes)} |${task === 'inference' ? ` ${one.speed === undefined ? '—' : grouped(Math.round(one.speed.decode_tokens_per_second))} |` : ''}`,
            ),
          ]),
      `假设 / assumptions:\n${assumptions.map((line) => `- ${line}`).join('\n')}`,
      '逐项算式 / every part: estimate_vram',
    ].join('\n'),
});

type Choice = z.output<typeof Option>;
type TrainingTask = Exclude<(typeof TASKS)[number], 'inference'>;

const TRAINING_WORDS: Record<TrainingTask, string> = {
  pretrain: 'AdamW 混合精度、ZeRO-3 · AdamW mixed precision, ZeRO-3',
  finetune: '全参数 AdamW 混合精度、ZeRO-3 · all parameters, AdamW mixed precision, ZeRO-3',
  lora: 'LoRA r=16 全部线性层、bf16 基座 · rank 16 on all linear layers, bf16 base',
  qlora: 'QLoRA r=16 全部线性层、nf4 基座 · rank 16 on all linear layers, nf4 base',
};

function toldSpeed(speed: z.output<typeof Speed>): string {
  return `速度上限 / at most: 解码 decode ${grouped(Math.round(speed.decode_tokens_per_second))} token/s（每条 / each ${speed.decode_tokens_per_second_each.toPrecision(3)}，受限于 / limited by ${speed.decode_limited_by}）；预填充 prefill ${speed.prefill_seconds.toPrecision(3)} s（${speed.prefill_limited_by}）`;
}

function formatsFor(
  asked: WeightFormatName | undefined,
  published: WeightFormatName,
  engine: InferenceSettings['engine'],
): WeightFormatName[] {
  if (asked !== undefined) return [asked];
  if (engine === 'llama.cpp') return ['Q8_0', 'Q5_K_M', 'Q4_K_M'];
  return [...new Set<WeightFormatName>([published, 'fp8', 'awq-int4'])];
}

function servingOptions(
  book: Book,
  architecture: ModelArchitecture,
  formats: readonly WeightFormatName[],
  settings: Omit<InferenceSettings, 'tensor' | 'weightFormat'>,
): Choice[] {
  const options = book.accelerators.flatMap((one) => {
    const memory = acceleratorMemoryBytes(one);
    return formats
      .map((format) => usable(format, one))
      .flatMap((weightFormat) => {
        const found = smallestLayout(architecture, { ...settings, weightFormat }, memory);
        if (found === undefined) return [];
        const { tensor, pipeline, estimate } = found;
        const speed = speedOf(architecture, { ...settings, weightFormat, tensor, pipeline }, one);
        return [
          {
            accelerator: one.title,
            gpus: tensor * pipeline,
            parallel:
              [tensor > 1 ? `TP ${tensor}` : '', pipeline > 1 ? `PP ${pipeline}` : '']
                .filter(Boolean)
                .join(' × ') || '—',
            weight_format: weightFormat,
            per_gpu_bytes: estimate.perGpuBytes,
            memory_bytes: memory,
            ...(speed === undefined ? {} : { speed }),
          },
        ];
      });
  });
  return smallestOfEachFormat(options, [
    ...new Set([...formats, ...options.map(({ weight_format }) => weight_format)]),
  ]);
}

/** FP8 weights where there are FP8 units; elsewhere the 8-bit format is int8. */
function usable(format: WeightFormatName, { dense_tflops }: AcceleratorFacts): WeightFormatName {
  return format === 'fp8' && dense_tflops.fp8 === undefined ? 'int8' : format;
}

/** Undefined where the vendor has not published a rate that it needs. */
function speedOf(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
  { bandwidth_gb_s, dense_tflops }: AcceleratorFacts,
): z.output<typeof Speed> | undefined {
  // Formats of 4 bits are multiplied in 16 unless the card has units for them and the format is one of theirs.
  const unit =
    settings.weightFormat === 'fp8' ? 'fp8' : settings.weightFormat === 'int8' ? 'int8' : undefined;
  const tflops = (unit && dense_tflops[unit]) ?? dense_tflops.bf16 ?? dense_tflops.fp16;
  if (bandwidth_gb_s === null || tflops === undefined) return undefined;
  const card: Card = { bandwidth: bandwidth_gb_s * 1e9, peak: tflops * 1e12 };
  const decode = decodeBound(architecture, settings, card);
  const prefill = prefillBound(architecture, settings, card);
  return {
    decode_tokens_per_second: decode.tokensPerSecond,
    decode_tokens_per_second_each: decode.tokensPerSecond / settings.batch,
    decode_limited_by: decode.limitedBy,
    prefill_seconds: prefill.seconds,
    prefill_limited_by: prefill.limitedBy,
  };
}

/** The smallest sets of each format, so that a 4-bit list does not crowd out what serves the weights as published. */
function smallestOfEachFormat(options: readonly Choice[], formats: readonly string[]): Choice[] {
  const each = Math.ceil(MOST_OPTIONS / formats.length);
  return formats.flatMap((format) =>
    options
      .filter(({ weight_format }) => weight_format === format)
      .sort(bySize)
      .slice(0, each),
  );
}

function bySize(a: Choice, b: Choice): number {
  return a.gpus * a.memory_bytes - b.gpus * b.memory_bytes || a.gpus - b.gpus;
}

function trainingOptions(
  book: Book,
  architecture: ModelArchitecture,
  task: TrainingTask,
  { context, batch }: { context: number; batch: number },
): Choice[] {
  const shared = { optimizer: 'adamw', context, batch, checkpointing: 'full' } as const;
  const estimate = (parallel: ParallelTraining) =>
    task === 'pretrain' || task === 'finetune'
      ? estimateFullTraining(architecture, {
          ...shared,
          precision: 'mixed',
          parallel,
          note: `notes://note/7.1/${task}`,
        })
      : estimateAdapterTraining(architecture, {
          ...shared,
          method: task,
          weightFormat: task === 'qlora' ? 'nf4' : 'bf16',
          rank: 16,
          targets: 'all-linear',
          parallel,
          note: 'notes://note/7.1/finetune',
        });
  return book.accelerators
    .flatMap((one) => {
      const memory = acceleratorMemoryBytes(one);
      const found = smallestData(estimate, memory);
      if (found === undefined) return [];
      return [
        {
          accelerator: one.title,
          gpus: found.data,
          parallel: found.data === 1 ? '—' : `ZeRO-3 × ${found.data}`,
          weight_format: task === 'qlora' ? 'nf4' : 'bf16',
          per_gpu_bytes: found.estimate.perGpuBytes,
          memory_bytes: memory,
        },
      ];
    })
    .sort(bySize)
    .slice(0, MOST_OPTIONS);
}

/** Formats from most bits to fewest, of which the best that fits is told. */
const BEST_FIRST: readonly WeightFormatName[] = ['bf16', 'fp8', 'awq-int4'];
const BEST_FIRST_GGUF: readonly WeightFormatName[] = [
  'BF16',
  'Q8_0',
  'Q6_K',
  'Q5_K_M',
  'Q4_K_M',
  'IQ3_M',
  'Q2_K',
];

function limitsOf(
  architecture: ModelArchitecture,
  accelerator: AcceleratorFacts,
  settings: InferenceSettings,
): z.output<typeof Output>['limits'] {
  const degrees = tensorDegrees(architecture);
  if (!degrees.includes(settings.tensor)) {
    throw new AskError(
      `gpus: ${settings.tensor} 不能整除注意力头 / does not divide the attention heads; 可用 / use ${degrees.join(', ')}`,
    );
  }
  const memory = acceleratorMemoryBytes(accelerator);
  const holds = (change: Partial<InferenceSettings>) => holdsWith(architecture, settings, memory, change);
  const fits = holds({});
  const best = (settings.engine === 'llama.cpp' ? BEST_FIRST_GGUF : BEST_FIRST)
    .map((format) => usable(format, accelerator))
    .find((format) => holds({ weightFormat: format }));
  const speed = fits ? speedOf(architecture, settings, accelerator) : undefined;
  return {
    accelerator: accelerator.title,
    gpus: settings.tensor,
    weight_format: settings.weightFormat,
    fits,
    longest_context: largest(architecture.maxContext ?? MOST_CONTEXT, (context) => holds({ context })),
    largest_batch: largest(MOST_BATCH, (batch) => holds({ batch })),
    ...(best === undefined ? {} : { best_format: best }),
    changes: fits ? [] : changesThatFit(architecture, settings, memory),
    ...(speed === undefined ? {} : { speed }),
  };
}
