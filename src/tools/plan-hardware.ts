import * as z from 'zod';
import type { ModelArchitecture } from '../architecture/types.ts';
import { estimateInference } from '../estimate/serving/inference.ts';
import type { InferenceSettings } from '../estimate/serving/settings.ts';
import {
  changesThatFit,
  fitsSurely,
  largest,
  smallestData,
  smallestTensor,
  tensorDegrees,
} from '../estimate/plan.ts';
import { formatBytes, grouped } from '../estimate/units.ts';
import type { WeightFormatName } from '../estimate/formats/weight-formats.ts';
import { acceleratorMemoryBytes, type AcceleratorFacts } from '../knowledge/accelerator-facts.ts';
import type { Book } from '../knowledge/book.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { findAccelerator } from './find-accelerator.ts';
import { weightFormat } from './format-parameters.ts';
import { modelParameters, requireArchitecture } from './find-model.ts';

const Option = z.object({
  accelerator: z.string(),
  gpus: z.int(),
  parallel: z.string(),
  weight_format: z.string(),
  per_gpu_bytes: z.int(),
  memory_bytes: z.int(),
});

const Output = z.object({
  subject: z.string(),
  task: z.enum(['inference', 'pretrain']),
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
      changes: z.array(z.object({ change: z.string(), to: z.union([z.string(), z.number()]) })),
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
    '给模型：哪些卡、几张、什么格式放得下；再给 gpu 与 gpus：最长上下文、最大并发，放不下时先改什么。\n' +
    'A model: which accelerators, how many, which format hold it. With gpu and gpus: longest context, largest batch, what to change first.',
  input: z.strictObject({
    ...modelParameters,
    task: z.enum(['inference', 'pretrain']).default('inference'),
    context_length: Size.max(MOST_CONTEXT).default(8192),
    batch_size: Size.max(MOST_BATCH).default(1),
    weight_format: weightFormat.optional(),
    gpu: z.string().trim().min(1).max(80).optional(),
    gpus: z.int().min(1).max(8).optional().describe('张量并行的卡数 / tensor-parallel GPUs'),
  }),
  output: Output,
  answer: (args, { book }) => {
    const { name, architecture, facts } = requireArchitecture(book, args);
    const { task, context_length: context, batch_size: batch } = args;
    if (args.gpus !== undefined && args.gpu === undefined)
      throw new AskError('gpus: 还要给 gpu / pass gpu too');
    if (args.gpu !== undefined && task === 'pretrain')
      throw new AskError(
        'gpu: 训练请看 options，或用 estimate_vram / for training read options, or use estimate_vram',
      );
    const published = facts?.weight_format ?? 'bf16';
    const formats: WeightFormatName[] =
      args.weight_format === undefined
        ? [...new Set<WeightFormatName>([published, 'fp8', 'awq-int4'])]
        : [args.weight_format];
    const settings = { kvFormat: 'bf16' as const, context, batch };
    return {
      subject: name,
      task,
      context_length: context,
      batch_size: batch,
      options:
        task === 'pretrain'
          ? trainingOptions(book, architecture, { context, batch })
          : servingOptions(book, architecture, formats, settings),
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
        task === 'pretrain'
          ? 'AdamW 混合精度、ZeRO-3、全量重计算，每卡微批为 batch_size · AdamW mixed precision, ZeRO-3, full recomputation, batch_size is the micro-batch a GPU'
          : 'KV 缓存 bf16；张量并行限一台机器（至多 8 卡），度数整除注意力头 · KV cache in bf16; tensor parallelism within one machine, a degree that divides the heads',
      ],
    };
  },
  text: ({ subject, task, context_length, batch_size, options, limits, assumptions }) =>
    [
      `**${subject}**｜${task}，上下文 ${grouped(context_length)}，${task === 'pretrain' ? '每卡微批' : '并发'} ${grouped(batch_size)}`,
      ...(limits === undefined
        ? []
        : [
            `${limits.gpus} × ${limits.accelerator}，${limits.weight_format}：${limits.fits ? '放得下 fits' : '放不下 does not fit'}；最长上下文 / longest context ${grouped(limits.longest_context)}，最大并发 / largest batch ${grouped(limits.largest_batch)}`,
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
            '| 卡 | 数量 | 并行 | 权重 | 每卡占用 | 每卡显存 |',
            '|---|---|---|---|---|---|',
            ...options.map(
              (one) =>
                `| ${one.accelerator} | ${one.gpus} | ${one.parallel} | ${one.weight_format} | ${formatBytes(one.per_gpu_bytes)} | ${formatBytes(one.memory_bytes)} |`,
            ),
          ]),
      `假设 / assumptions:\n${assumptions.map((line) => `- ${line}`).join('\n')}`,
      '逐项算式 / every part: estimate_vram',
    ].join('\n'),
});

type Choice = z.output<typeof Option>;

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
        const found = smallestTensor(architecture, { ...settings, weightFormat }, memory);
        if (found === undefined) return [];
        return [
          {
            accelerator: one.title,
            gpus: found.tensor,
            parallel: found.tensor === 1 ? '—' : `TP ${found.tensor}`,
            weight_format: weightFormat,
            per_gpu_bytes: found.estimate.perGpuBytes,
            memory_bytes: memory,
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

/** The smallest sets of each format, so that a 4-bit list does not crowd out what serves the weights as published. */
function smallestOfEachFormat(options: readonly Choice[], formats: readonly string[]): Choice[] {
  const each = Math.ceil(MOST_OPTIONS / formats.length);
  return formats.flatMap((format) =>
    options
      .filter(({ weight_format }) => weight_format === format)
      .sort((a, b) => a.gpus * a.memory_bytes - b.gpus * b.memory_bytes || a.gpus - b.gpus)
      .slice(0, each),
  );
}

function trainingOptions(
  book: Book,
  architecture: ModelArchitecture,
  { context, batch }: { context: number; batch: number },
): Choice[] {
  const settings = {
    optimizer: 'adamw',
    precision: 'mixed',
    context,
    batch,
    checkpointing: 'full',
    note: 'notes://note/7.1/pretrain',
  } as const;
  return book.accelerators
    .flatMap((one) => {
      const memory = acceleratorMemoryBytes(one);
      const found = smallestData(architecture, settings, memory);
      if (found === undefined) return [];
      return [
        {
          accelerator: one.title,
          gpus: found.data,
          parallel: found.data === 1 ? '—' : `ZeRO-3 × ${found.data}`,
          weight_format: 'bf16',
          per_gpu_bytes: found.estimate.perGpuBytes,
          memory_bytes: memory,
        },
      ];
    })
    .sort((a, b) => a.gpus * a.memory_bytes - b.gpus * b.memory_bytes || a.gpus - b.gpus)
    .slice(0, MOST_OPTIONS);
}

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
  const holds = (change: Partial<InferenceSettings>) =>
    fitsSurely(estimateInference(architecture, { ...settings, ...change }), memory);
  const fits = holds({});
  return {
    accelerator: accelerator.title,
    gpus: settings.tensor,
    weight_format: settings.weightFormat,
    fits,
    longest_context: largest(architecture.maxContext ?? MOST_CONTEXT, (context) => holds({ context })),
    largest_batch: largest(MOST_BATCH, (batch) => holds({ batch })),
    changes: fits ? [] : changesThatFit(architecture, settings, memory),
  };
}
