import { KV_FORMATS, type KvFormatName } from './formats/weight-formats.ts';

/** What the attention of a model would be made of, whichever variant it used. */
export interface AttentionGeometry {
  readonly layers: number;
  /** Query heads. */
  readonly heads: number;
  /** Width of one head's keys and values. */
  readonly headDim: number;
  /** Key/value heads of grouped-query attention, and of the variants built on it. */
  readonly kvHeads: number;
  /** Width of MLA's latent and of its shared RoPE key. */
  readonly latent: number;
  readonly ropeKey: number;
  /** Tokens of a sliding window, the query's own included. */
  readonly window: number;
}

export const VARIANTS = ['mha', 'gqa', 'mqa', 'mla', 'sliding-window', 'nsa'] as const;
export type Variant = (typeof VARIANTS)[number];

export interface VariantCost {
  /** Bytes a new token adds to the cache of all layers, averaged over the context for a compressed branch. */
  readonly bytesPerToken: number;
  /** Bytes of the whole cache. */
  readonly bytesTotal: number;
  /** FLOPs of scores and weighted sums for one decoded token of one sequence, all layers; projections left out. */
  readonly flopsPerToken: number;
  /** Bytes of cache read for one decoded token of one sequence, all layers. */
  readonly bytesRead: number;
  readonly formula: string;
}

/** NSA as published (Yuan et al. 2025, section 4.1): blocks of 32 every 16 tokens, 16 chosen blocks of 64, window 512. */
const NSA = { stride: 16, chosen: 16 * 64, window: 512 } as const;

/** The cost of one variant at `context` tokens and `batch` sequences. */
export function attentionCost(
  variant: Variant,
  geometry: AttentionGeometry,
  context: number,
  batch: number,
  format: KvFormatName,
): VariantCost {
  const { layers, heads, headDim, latent, ropeKey, window } = geometry;
  const width = KV_FORMATS[format];
  const cost = (
    perToken: number,
    kept: number,
    read: number,
    flops: number,
    formula: string,
  ): VariantCost => ({
    bytesPerToken: Math.round(layers * perToken * width),
    bytesTotal: Math.ceil(layers * kept * width * batch),
    flopsPerToken: layers * flops,
    bytesRead: Math.ceil(layers * read * width),
    formula: `${formula} × ${layers} layers × ${width} B`,
  });
  const shared = (kvHeads: number): VariantCost => {
    const each = 2 * kvHeads * headDim;
    return cost(
      each,
      each * context,
      each * context,
      4 * heads * headDim * context,
      `2 × ${kvHeads} heads × ${headDim}`,
    );
  };
  switch (variant) {
    case 'mha':
      return shared(heads);
    case 'gqa':
      return shared(geometry.kvHeads);
    case 'mqa':
      return shared(1);
    case 'mla': {
      const each = latent + ropeKey;
      // Absorbed form: every head scores latent and RoPE key, and sums latents (DeepSeek-V2, section 2.1.2).
      return cost(
        each,
        each * context,
        each * context,
        2 * heads * (2 * latent + ropeKey) * context,
        `(${latent} + ${ropeKey})`,
      );
    }
    case 'sliding-window': {
      const each = 2 * geometry.kvHeads * headDim;
      const kept = Math.min(context, window);
      return cost(
        each,
        each * kept,
        each * kept,
        4 * heads * headDim * kept,
        `2 × ${geometry.kvHeads} heads × ${headDim}, at most ${window} tokens`,
      );
    }
    case 'nsa': {
      const each = 2 * geometry.kvHeads * headDim;
      const compressed = Math.floor(context / NSA.stride);
      // Each branch has its own keys and values: whole for selection, one in 16 compressed, the last 512 for the window.
      const kept = context + compressed + Math.min(context, NSA.window);
      const read = Math.min(context, compressed + NSA.chosen + NSA.window);
      return cost(
        each * (1 + 1 / NSA.stride),
        each * kept,
        each * read,
        4 * heads * headDim * read,
        `2 × ${geometry.kvHeads} heads × ${headDim} × (1 + 1/${NSA.stride}) + window ${NSA.window}`,
      );
    }
  }
}
