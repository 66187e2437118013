import * as z from 'zod';
import { SERVING_ENGINES } from '../estimate/serving/settings.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { findAccelerator } from './find-accelerator.ts';
import { modelParameters, requireArchitecture } from './find-model.ts';
import { kvFormat, weightFormat } from './format-parameters.ts';
import { limitsOf } from './plan/limits.ts';
import { renderPlan } from './plan/render.ts';
import { MOST_BATCH, MOST_CONTEXT, Plan, TASKS } from './plan/schema.ts';
import { formatsFor, servingOptions } from './plan/serving-options.ts';
import { TRAINING_WORDS, trainingOptions } from './plan/training-options.ts';

const Size = z.int().min(1);

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
  output: Plan,
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
  text: renderPlan,
});
