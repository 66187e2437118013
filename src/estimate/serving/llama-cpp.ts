import type { Layer, ModelArchitecture } from '../../architecture/types.ts';
import { cachedElements } from '../kv-cache.ts';
import { KV_FORMATS } from '../formats/weight-formats.ts';
import { recurrentStateBytes } from '../kv-cache.ts';
import type { InferenceSettings } from './settings.ts';

/** llama.cpp's defaults: `n_ubatch` of common.h, and the padding of `llama_context`. */
const UBATCH = 512;
const PADDING = 256;
const FP32 = 4;

/** Cells that the layers of one kind have, and what they are made of. */
export interface Cells {
  readonly full: number;
  readonly windowed: number;
}

/**
 * Cells of the cache as llama.cpp allocates them (llama-context.cpp, llama-kv-cache-iswa.cpp): the context padded to
 * 256, and for windowed layers the window of every sequence and one micro-batch, padded. Slots share the cells of full
 * layers and multiply those of windowed ones; without a unified cache each slot has its own.
 */
export function cacheCells(
  window: number | undefined,
  { context, batch, options = {} }: Pick<InferenceSettings, 'context' | 'batch' | 'options'>,
): Cells {
  const { prefillTokens = UBATCH, unifiedCache = true, fullWindowCache = false } = options;
  const slots = Math.max(options.slots ?? 1, batch);
  const streams = unifiedCache ? 1 : slots;
  const perStream = padded(unifiedCache ? context * batch : Math.ceil((context * batch) / slots));
  const kept =
    window === undefined || fullWindowCache
      ? perStream
      : padded(Math.min(perStream, window * (unifiedCache ? slots : 1) + prefillTokens));
  return { full: perStream * streams, windowed: kept * streams };
}

/** Bytes of the cache of these layers. */
export function llamaCppCacheBytes(architecture: ModelArchitecture, settings: InferenceSettings): number {
  const { tensor, kvFormat, options = {} } = settings;
  const [key, value] = [KV_FORMATS[kvFormat], KV_FORMATS[options.valueFormat ?? kvFormat]];
  let total = 0;
  for (const { attention } of architecture.layers) {
    if (attention.kind === 'none' || cachedElements(attention) === 0) continue;
    const window = attention.kind === 'softmax' && !attention.chunked ? attention.window : undefined;
    const { full, windowed } = cacheCells(window, settings);
    if (attention.kind === 'softmax') {
      const { kvHeads, headDim, valueDim = headDim } = attention;
      const heads = Math.ceil(kvHeads / tensor);
      total += (window === undefined ? full : windowed) * heads * (headDim * key + valueDim * value);
      continue;
    }
    const { heads, kvLoraRank, qkNopeDim, qkRopeDim, vDim } = attention;
    switch (options.latentCache ?? 'on') {
      case 'on':
        total += full * cachedElements(attention) * key;
        break;
      case 'transposed':
        total += full * (cachedElements(attention) * key + kvLoraRank * value);
        break;
      case 'off':
        total += full * heads * ((qkNopeDim + qkRopeDim) * key + vDim * value);
    }
  }
  return Math.ceil(total);
}

/** Bytes of recurrent states: a row a slot, and as many more as drafts may have to be undone. */
export function llamaCppStateBytes(architecture: ModelArchitecture, settings: InferenceSettings): number {
  const { batch, tensor, options = {} } = settings;
  const rows = Math.max(options.slots ?? 1, batch) * (1 + (options.rollback ?? 0));
  return recurrentStateBytes(architecture, rows, tensor);
}

export interface ComputeBuffer {
  readonly bytes: number;
  readonly formula: string;
}

/**
 * The graph's buffer, reserved for one micro-batch: fp32 logits of every token and the hidden states they are made from,
 * or, where attention is not fused, the scores of one layer over all cells with their mask. Agrees to the byte with the
 * buffers that llama.cpp prints for Llama 3 8B (258.5 MiB), Qwen3 8B (304.75) and Qwen3 30B-A3B (300.75) with fused
 * attention, and within 1 % without.
 */
export function llamaCppComputeBuffer(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
): ComputeBuffer {
  const { options = {} } = settings;
  const { prefillTokens = UBATCH, flashAttention = true } = options;
  const { vocabSize, hiddenSize, layers } = architecture;
  const logits = FP32 * prefillTokens * (vocabSize + hiddenSize);
  const fused = `4 B × ubatch ${prefillTokens} × (vocabulary ${vocabSize} + ${hiddenSize})`;
  if (flashAttention) return { bytes: logits, formula: fused };
  const { full } = cacheCells(undefined, settings);
  const heads = Math.max(0, ...layers.map(queryHeads));
  const scores = FP32 * prefillTokens * (full * (heads + 1) + 5 * hiddenSize);
  return scores > logits
    ? {
        bytes: scores,
        formula: `4 B × ubatch ${prefillTokens} × (${full} cells × (${heads} heads + mask) + 5 × ${hiddenSize})`,
      }
    : { bytes: logits, formula: fused };
}

function queryHeads({ attention }: Layer): number {
  return attention.kind === 'none' ? 0 : attention.heads;
}

function padded(cells: number): number {
  return Math.ceil(cells / PADDING) * PADDING;
}
