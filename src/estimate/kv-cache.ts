import { stateElements } from '../architecture/recurrence.ts';
import type { Attention, ModelArchitecture } from '../architecture/types.ts';
import { KV_FORMATS, type KvFormatName } from './formats/weight-formats.ts';

/**
 * Elements one layer caches for one token: keys and values of every KV head, or for MLA the latent and the shared
 * RoPE key (DeepSeek-V2, section 2.1) and the key of an indexer. A layer that attends with the keys and values of an
 * earlier one caches nothing; values made from the keys' projection are cached all the same, since only the keys are
 * rotated. `tensor` is the tensor-parallel degree: KV heads are split over the ranks and repeated where there are fewer
 * heads than ranks; the latent of MLA is whole on every rank.
 */
export function cachedElements(attention: Attention, tensor = 1): number {
  switch (attention.kind) {
    case 'none':
      return 0;
    case 'mla':
      return attention.kvLoraRank + attention.qkRopeDim + (attention.sparse?.indexer?.headDim ?? 0);
    case 'softmax': {
      const { kvHeads, headDim, valueDim = headDim, sharing } = attention;
      return sharing === 'layer' ? 0 : Math.ceil(kvHeads / tensor) * (headDim + valueDim);
    }
  }
}

/** Bytes a token adds to the cache while it is inside every window, summed over the layers. */
export function kvBytesPerToken(architecture: ModelArchitecture, format: KvFormatName, tensor = 1): number {
  const elements = sum(architecture.layers, (layer) => cachedElements(layer.attention, tensor));
  return Math.ceil(elements * KV_FORMATS[format]);
}

/**
 * Bytes of the cache of `batch` sequences of `context` tokens. A sliding-window layer keeps at most its window, and one
 * with chunks at most a chunk.
 */
export function kvCacheBytes(
  architecture: ModelArchitecture,
  format: KvFormatName,
  context: number,
  batch: number,
  tensor = 1,
): number {
  const elements = sum(architecture.layers, ({ attention }) => {
    const kept = attention.kind === 'softmax' ? Math.min(context, attention.window ?? context) : context;
    return cachedElements(attention, tensor) * kept;
  });
  return Math.ceil(elements * batch * KV_FORMATS[format]);
}

/**
 * Bytes that the recurrent layers keep of `batch` sequences, whatever their length: matrices and convolution inputs, as
 * llama.cpp allocates them. Split over tensor-parallel ranks by heads.
 */
export function recurrentStateBytes({ layers }: ModelArchitecture, batch: number, tensor = 1): number {
  const bytes = sum(layers, ({ recurrence }) =>
    recurrence ? stateElements(recurrence) * recurrence.stateElementBytes : 0,
  );
  return Math.ceil((bytes * batch) / tensor);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
