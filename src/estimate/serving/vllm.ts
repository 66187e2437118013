import { stateElements } from '../../architecture/recurrence.ts';
import type { Layer, ModelArchitecture } from '../../architecture/types.ts';
import { KV_FORMATS, type KvFormatName } from '../formats/weight-formats.ts';
import { cachedElements } from '../kv-cache.ts';
import { widestLayer } from '../layer-width.ts';
import { GIB } from '../units.ts';
import type { InferenceSettings } from './settings.ts';

/** vLLM 0.33's defaults: `gpu_memory_utilization` of CacheConfig, and what `get_batch_defaults` takes by the card. */
export const VLLM_UTILIZATION = 0.92;
const LARGE_CARD = 70 * GIB;
const LARGEST_CARD = 160 * GIB;
const BLOCK = 16;

/** One pool of blocks shared by groups of as many layers each (`_get_kv_cache_groups_uniform_page_size`). */
export interface Pages {
  /** Bytes a block takes, over the layers of a group. */
  readonly blockBytes: number;
  /** Tokens of a block. */
  readonly blockTokens: number;
  /** Groups; a sequence takes blocks of each. */
  readonly groups: readonly { readonly window?: number | undefined; readonly recurrent?: true }[];
}

interface Bucket {
  readonly kind: string;
  readonly layers: number;
  readonly bytesPerToken: number;
  readonly stateBytes: number;
  readonly window?: number | undefined;
}

/**
 * How vLLM lays out the cache. A model of one kind of layer has one group of all its layers. A hybrid has groups of
 * equal size, that of its rarest kind (or of its commonest where that has less than 1.5 times as many), the last of a
 * kind filled up with padding; every page is as large as the largest, and where states are larger than a block of 16
 * tokens the block grows until a page holds one.
 */
export function vllmPages(
  architecture: ModelArchitecture,
  { kvFormat, tensor }: Pick<InferenceSettings, 'kvFormat' | 'tensor'>,
): Pages | null {
  const buckets = bucketsOf(architecture.layers, kvFormat, tensor);
  const attending = buckets.filter(({ bytesPerToken }) => bytesPerToken > 0);
  if (attending.length === 0) return null;
  const largest = Math.max(...attending.map(({ bytesPerToken }) => bytesPerToken));
  const state = Math.max(0, ...buckets.map(({ stateBytes }) => stateBytes));
  const blockTokens = Math.max(BLOCK, Math.ceil(state / largest / BLOCK) * BLOCK);
  const counts = buckets.map(({ layers }) => layers);
  const fewest = Math.min(...counts);
  const size = Math.max(...counts) < 1.5 * fewest ? Math.max(...counts) : fewest;
  const groups = buckets.flatMap(({ layers, window, stateBytes }) =>
    Array.from({ length: Math.ceil(layers / size) }, () => ({
      ...(window === undefined ? {} : { window }),
      ...(stateBytes > 0 ? { recurrent: true as const } : {}),
    })),
  );
  return { blockBytes: size * largest * blockTokens, blockTokens, groups };
}

function bucketsOf(layers: readonly Layer[], format: KvFormatName, tensor: number): Bucket[] {
  const buckets = new Map<string, Bucket>();
  for (const { attention, recurrence } of layers) {
    if (attention.kind !== 'none' && cachedElements(attention) > 0) {
      const window = attention.kind === 'softmax' ? attention.window : undefined;
      const bytesPerToken = cacheBytesPerToken(attention, format, tensor);
      add(buckets, { kind: `attention ${window} ${bytesPerToken}`, bytesPerToken, stateBytes: 0, window });
    }
    if (recurrence) {
      const stateBytes = (stateElements(recurrence) * recurrence.stateElementBytes) / tensor;
      add(buckets, { kind: 'recurrent', bytesPerToken: 0, stateBytes });
    }
  }
  return [...buckets.values()];
}

function add(buckets: Map<string, Bucket>, bucket: Omit<Bucket, 'layers'>): void {
  buckets.set(bucket.kind, { ...bucket, layers: (buckets.get(bucket.kind)?.layers ?? 0) + 1 });
}

/**
 * Bytes a token of one layer. With DeepSeek's sparse attention an 8-bit latent is 656 B (512 fp8, four fp32 scales, 64
 * bf16 of the RoPE key: `fp8_ds_mla`) and an indexer's key 132 B (128 fp8 and a scale).
 */
function cacheBytesPerToken(attention: Layer['attention'], format: KvFormatName, tensor: number): number {
  if (attention.kind === 'mla' && attention.sparse && format === 'fp8') {
    const { kvLoraRank, qkRopeDim, sparse } = attention;
    const indexer = sparse.indexer ? sparse.indexer.headDim + 4 : 0;
    return kvLoraRank + (kvLoraRank / 128) * 4 + 2 * qkRopeDim + indexer;
  }
  return cachedElements(attention, tensor) * KV_FORMATS[format];
}

/** Blocks one sequence of `context` tokens takes, over all groups; a windowed group at most its window and one block. */
export function blocksPerSequence({ groups, blockTokens }: Pages, context: number): number {
  return groups.reduce((total, { window, recurrent }) => {
    if (recurrent) return total + 1;
    const kept = window === undefined ? context : Math.min(context, window + blockTokens);
    return total + Math.ceil(kept / blockTokens);
  }, 0);
}

export interface VllmOverhead {
  readonly prefillTokens: number;
  readonly maxSequences: number;
  readonly activations: number;
  readonly sampler: number;
  readonly graphs: number;
  readonly outsideTorch: number;
}

/** Bytes a logit costs while the profiling run samples with top-k and top-p: bf16 and fp32 logits, sorted copy, its 64-bit indices, probabilities and their running sum. */
const SAMPLER_BYTES = 2 + 4 + 4 + 8 + 4 + 4;

/**
 * What vLLM's profiling run finds beside weights and cache: the working tensors of a full step, the sampler's for as many
 * sequences as it schedules, CUDA graphs, and what lies outside PyTorch. The last two are typical figures of published
 * logs (0.1 to 1.1 GiB; 0.01 to 0.3 GiB on one card, 0.5 to 3.5 GiB with NCCL).
 */
export function vllmOverhead(architecture: ModelArchitecture, settings: InferenceSettings): VllmOverhead {
  const { tensor, pipeline = 1, memory = 0, options = {} } = settings;
  const defaults =
    memory >= LARGEST_CARD ? [16_384, 1024] : memory >= LARGE_CARD ? [8192, 1024] : [2048, 256];
  const { prefillTokens = defaults[0] ?? 0, maxSequences = defaults[1] ?? 0, cudaGraphs = true } = options;
  const { hiddenSize, vocabSize } = architecture;
  const sampled = Math.min(maxSequences, prefillTokens);
  return {
    prefillTokens,
    maxSequences,
    activations: Math.round(2 * prefillTokens * (4 * hiddenSize + widestLayer(architecture) / tensor)),
    sampler: sampled * vocabSize * SAMPLER_BYTES,
    graphs: cudaGraphs ? Math.round(0.4 * GIB) : 0,
    outsideTorch: Math.round((tensor * pipeline > 1 ? 1.2 : 0.25) * GIB),
  };
}
