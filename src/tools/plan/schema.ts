import * as z from 'zod';

export const TASKS = ['inference', 'finetune', 'qlora', 'lora', 'pretrain'] as const;
export type TrainingTask = Exclude<(typeof TASKS)[number], 'inference'>;

export const MOST_CONTEXT = 10_000_000;
export const MOST_BATCH = 100_000;

/** The roofline's bounds: no run is faster, most reach half to four fifths. */
export const Speed = z.object({
  decode_tokens_per_second: z.number(),
  decode_tokens_per_second_each: z.number(),
  decode_limited_by: z.enum(['bandwidth', 'compute']),
  prefill_seconds: z.number(),
  prefill_limited_by: z.enum(['bandwidth', 'compute']),
});

export const Option = z.object({
  accelerator: z.string(),
  gpus: z.int(),
  parallel: z.string(),
  weight_format: z.string(),
  per_gpu_bytes: z.int(),
  memory_bytes: z.int(),
  speed: Speed.optional(),
});

export const Plan = z.object({
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

export type Speed = z.output<typeof Speed>;
export type Option = z.output<typeof Option>;
export type Plan = z.output<typeof Plan>;
export type Limits = NonNullable<Plan['limits']>;
