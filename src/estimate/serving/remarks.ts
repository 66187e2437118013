import type { ModelArchitecture } from '../../architecture/types.ts';
import { grouped } from '../units.ts';
import type { CacheBudget } from './budget.ts';
import type { Offload } from './offload.ts';
import { PREFILL_CHUNK, type InferenceSettings } from './settings.ts';

/** What the numbers take for granted. */
export function assumptions(settings: InferenceSettings, { weights }: Offload): string[] {
  const { context, batch, engine, options = {} } = settings;
  const told = {
    'llama.cpp':
      options.gpuLayers === undefined
        ? `全部算在一处；全部卸载（-ngl 99）时词嵌入 ${grouped(weights.embedding)} B 留在主存 · everything counted in one place; with all layers offloaded the token embedding stays in the host's memory`
        : `-ngl ${options.gpuLayers}：先放输出层，再从最后一层往前放 · the output layer is offloaded first, then the last layers`,
    vllm: 'kv_cache 是所问长度与并发实际用到的；引擎会预留 reserved_bytes · kv_cache is what the asked sequences use; the engine reserves reserved_bytes',
    sglang:
      'kv_cache 是所问长度与并发实际用到的；引擎会预留 reserved_bytes · kv_cache is what the asked sequences use; the engine reserves reserved_bytes',
    transformers: '整段提示一次预填充 · the whole prompt is one prefill step',
  };
  return [
    engine === undefined
      ? `FlashAttention 类内核，不存 T×T 分数；预填充每步至多 ${grouped(options.prefillTokens ?? PREFILL_CHUNK)} 个 token；未计某个引擎的开销，给 engine 可计入 · flash-type attention, prefill in chunks; pass engine for its own overheads`
      : told[engine],
    ...(batch > 1 && context * batch > 1_000_000
      ? ['所有序列同时达到最大长度 · all sequences at full length at once']
      : []),
  ];
}

/** What may make the run differ, or fail. */
export function warnings(
  architecture: ModelArchitecture,
  { context, batch, weightFormat, engine, kvFormat }: InferenceSettings,
  budget: CacheBudget | undefined,
  { hostBytes }: Offload,
): string[] {
  const { maxContext } = architecture;
  return [
    ...architecture.warnings,
    ...(maxContext !== null && context > maxContext
      ? [
          `上下文 ${grouped(context)} 超过配置的 ${grouped(maxContext)} · longer than the config's maximum of ${grouped(maxContext)} tokens`,
        ]
      : []),
    ...(budget && budget.sequences < batch
      ? [
          `预留后只放得下 ${grouped(budget.sequences)} 条这么长的序列，余下的会排队或被抢占 · room for ${grouped(budget.sequences)} such sequences at once; the others wait or are preempted`,
        ]
      : []),
    ...(engine === 'vllm' && weightFormat === 'mxfp4'
      ? [
          '专家的一边按 256 补齐（Triton 内核），Marlin 内核还会再多约 2 % · one side of the experts is padded to a multiple of 256 (Triton kernels); Marlin kernels pad about 2 % more',
        ]
      : []),
    ...(engine === 'llama.cpp' && ['fp8', 'int8'].includes(kvFormat)
      ? ['llama.cpp 没有这种 KV 格式，8 位是 q8_0 · llama.cpp has no such cache type: its 8-bit one is q8_0']
      : []),
    ...(hostBytes > 0 && engine === 'llama.cpp'
      ? [`另有 ${grouped(hostBytes)} B 在主存 · besides ${grouped(hostBytes)} B in the host's memory`]
      : []),
  ];
}
