/** How the loss is computed from the last hidden states. */
export const LOSS_KINDS = ['eager', 'compiled', 'chunked', 'fused'] as const;
export type LossKind = (typeof LOSS_KINDS)[number];

/** Pieces that a chunked cross-entropy works in, torchtune's default. */
export const LOSS_CHUNKS = 8;

/**
 * Bytes a logit takes at the loss. Eager: 16-bit logits, their fp32 copy, the fp32 softmax and the fp32 gradient.
 * Compiled: the 16-bit logits and one fp32 copy, the rest being computed where it is used. Chunked: 16-bit logits of all tokens and fp32 of one chunk. Fused
 * (Liger, cut cross-entropy): the logits never exist. Megatron-LM's vocabulary-parallel loss works in place.
 */
export function bytesPerLogit(kind: LossKind, chunks: number, inPlace: boolean): number {
  if (inPlace && kind === 'eager') return 8;
  switch (kind) {
    case 'eager':
      return 14;
    case 'compiled':
      return 6;
    case 'chunked':
      return 2 + 12 / chunks;
    case 'fused':
      return 0;
  }
}
