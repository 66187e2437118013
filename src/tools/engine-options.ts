import * as z from 'zod';
import type { ServingOptions } from '../estimate/serving/settings.ts';
import { LOSS_KINDS } from '../estimate/training/loss.ts';
import { OFFLOADS, SCHEDULES, type TrainingOptions } from '../estimate/training/settings.ts';
import { AskError } from './define-tool.ts';
import { kvFormat } from './format-parameters.ts';

const Size = z.int().min(1);

/** Every key `engine_options` may have. */
const Options = z.strictObject({
  prefill_tokens: Size.max(10_000_000).optional(),
  max_num_seqs: Size.max(1_000_000).optional(),
  cuda_graphs: z.boolean().optional(),
  slots: Size.max(4096).optional(),
  kv_unified: z.boolean().optional(),
  swa_full: z.boolean().optional(),
  flash_attention: z.boolean().optional(),
  gpu_layers: z.int().min(0).max(10_000).optional(),
  mla: z.enum(['on', 'off', 'transposed']).optional(),
  rollback: z.int().min(0).max(64).optional(),
  kv_format_v: kvFormat.optional(),
  gradient_accumulation: Size.max(1_000_000).optional(),
  loss: z.enum(LOSS_KINDS).optional(),
  loss_chunks: Size.max(4096).optional(),
  compile: z.boolean().optional(),
  schedule: z.enum(SCHEDULES).optional(),
  virtual_stages: Size.max(64).optional(),
  optimizer_in_backward: z.boolean().optional(),
  offload: z.enum(OFFLOADS).optional(),
  adapter_precision: z.enum(['fp32', 'bf16']).optional(),
  adapter_dropout: z.boolean().optional(),
  reference: z.boolean().optional(),
  critic: z.boolean().optional(),
  rollout_sequences: Size.max(100_000).optional(),
  rollout_sleep: z.boolean().optional(),
  rollout_shares_weights: z.boolean().optional(),
  trainer_offload: z.boolean().optional(),
});
export type EngineOptions = z.output<typeof Options>;

/** What each option means, for the error that lists them. */
const MEANINGS: Readonly<Record<keyof EngineOptions, string>> = {
  prefill_tokens: 'max_num_batched_tokens / ubatch',
  max_num_seqs: 'vLLM',
  cuda_graphs: 'true/false, vLLM',
  slots: 'llama.cpp --parallel',
  kv_unified: 'true/false, llama.cpp',
  swa_full: 'true/false, llama.cpp',
  flash_attention: 'true/false',
  gpu_layers: 'llama.cpp -ngl',
  mla: 'on/off/transposed, ik_llama.cpp -mla',
  rollback: 'llama.cpp, states kept for drafts',
  kv_format_v: 'llama.cpp -ctv',
  gradient_accumulation: 'micro-batches a step',
  loss: LOSS_KINDS.join('/'),
  loss_chunks: 'with loss chunked, default 8',
  compile: 'true/false, fused kernels',
  schedule: SCHEDULES.join('/'),
  virtual_stages: 'interleaved',
  optimizer_in_backward: 'true/false',
  offload: OFFLOADS.join('/'),
  adapter_precision: 'fp32/bf16',
  adapter_dropout: 'true/false',
  reference: 'true/false, rl',
  critic: 'true/false, rl',
  rollout_sequences: 'rl',
  rollout_sleep: 'true/false, rl',
  rollout_shares_weights: 'true/false, rl',
  trainer_offload: 'true/false, rl',
};

/** Checks `engine_options`; throws an AskError that lists every option. */
export function readEngineOptions(options: Record<string, unknown> | undefined): EngineOptions {
  const parsed = Options.safeParse(options ?? {});
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues
    .map((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.join(', ').slice(0, 200) : issue.path.join('.'),
    )
    .join(', ');
  const all = Object.entries(MEANINGS)
    .map(([name, meaning]) => `${name} (${meaning})`)
    .join(', ');
  throw new AskError(`engine_options: ${wrong} 不可用 / not accepted. 可用 / options: ${all}`);
}

export function servingOptions(options: EngineOptions): ServingOptions {
  return {
    prefillTokens: options.prefill_tokens,
    maxSequences: options.max_num_seqs,
    cudaGraphs: options.cuda_graphs,
    slots: options.slots,
    unifiedCache: options.kv_unified,
    fullWindowCache: options.swa_full,
    flashAttention: options.flash_attention,
    gpuLayers: options.gpu_layers,
    latentCache: options.mla,
    rollback: options.rollback,
    valueFormat: options.kv_format_v,
  };
}

export function trainingOptions(options: EngineOptions): TrainingOptions {
  return {
    gradientAccumulation: options.gradient_accumulation,
    loss: options.loss,
    lossChunks: options.loss_chunks,
    fused: options.compile,
    flashAttention: options.flash_attention,
    schedule: options.schedule,
    virtualStages: options.virtual_stages,
    optimizerInBackward: options.optimizer_in_backward,
    offload: options.offload,
    adapterPrecision: options.adapter_precision,
    adapterDropout: options.adapter_dropout,
  };
}
