import type { Attention, FeedForward, Layer, ModelArchitecture, Recurrence } from '../architecture/types.ts';

export const CHECKPOINTING = ['none', 'selective', 'full'] as const;
export type Checkpointing = (typeof CHECKPOINTING)[number];

/**
 * 16-bit elements a layer keeps for the backward pass, for one token, counted by operator after Korthikanti et al.
 * 2022, section 4.1, for today's block: no dropout, RMSNorm computed in fp32, gated feed-forward, FlashAttention (no
 * score matrix). `trained` says whether the base weights are: a frozen norm needs less for its backward pass. Agrees
 * within 1 % with LoRA runs measured without checkpointing (litgpt, Llama 2 7B and 13B), and with the tensors that
 * PyTorch saves in full fine-tuning of Llama-type models: 20h + 4 d_kv + 8f bytes.
 */
export function keptElements(layer: Layer, hidden: number, trained: boolean): number {
  const { attention, recurrence, feedForward } = layer;
  // Each of the two norms keeps its input in fp32 (two 16-bit elements), its output, which is the block's input, and,
  // where its own weight is trained, the normalised input before that weight.
  const norms = 2 * (2 + 1 + (trained ? 1 : 0)) * hidden;
  const recurrent = recurrence ? recurrentElements(recurrence) : 0;
  return norms + attentionElements(attention, trained) + recurrent + feedForwardElements(feedForward, hidden);
}

/** Whether a model has layers whose activations follow no measurement. */
export function hasRecurrence({ layers }: ModelArchitecture): boolean {
  return layers.some(({ recurrence }) => recurrence !== undefined);
}

/**
 * Inputs of the convolution and of the recurrence, the gate, and the output before and behind its norm, as the chunked
 * kernels of flash-linear-attention save them. The states between chunks are recomputed. Not compared with a run.
 */
function recurrentElements({
  heads,
  valueDim,
  convKernel,
  convChannels,
  keyHeads,
  keyDim,
}: Recurrence): number {
  const value = heads * valueDim;
  const mixed = 2 * keyHeads * keyDim + value;
  return (convKernel > 0 ? convChannels : 0) + Math.max(mixed, convChannels) + 3 * value;
}

function attentionElements(attention: Attention, trained: boolean): number {
  if (attention.kind === 'none') return 0;
  if (attention.kind === 'mla') {
    const { heads, qLoraRank, kvLoraRank, qkNopeDim, qkRopeDim, vDim } = attention;
    const queriesAndKeys = 2 * heads * (qkNopeDim + qkRopeDim);
    return (qLoraRank ?? 0) + kvLoraRank + qkRopeDim + queriesAndKeys + 2 * heads * vDim;
  }
  const { heads, kvHeads, headDim, qkNormParameters, outputGate } = attention;
  // A gate is kept, as is the output that it multiplies.
  const projected = (heads + 2 * kvHeads + (outputGate ? 2 * heads : 0)) * headDim;
  const normed = qkNormParameters > 0 ? (trained ? 3 : 2) * (heads + kvHeads) * headDim : 0;
  // Queries, keys and values, and the output of attention, which is what o_proj takes in.
  return projected + normed + heads * headDim;
}

function feedForwardElements(feedForward: FeedForward, hidden: number): number {
  if (feedForward.kind === 'none') return 0;
  if (feedForward.kind === 'dense') return feedForward.intermediate * (feedForward.gated ? 4 : 2);
  const { activeExperts, intermediate, gated, sharedIntermediate, experts } = feedForward;
  const perWidth = gated ? 4 : 2;
  // Each routed copy of the token keeps its input and its weighted output; the router keeps its logits.
  return (
    perWidth * (activeExperts * intermediate + sharedIntermediate) + 2 * activeExperts * hidden + experts
  );
}

/**
 * Bytes of activations alive when the backward pass begins, for `tokens` tokens a GPU. `full` keeps each layer's input
 * and rebuilds one layer at a time. `selective` recomputes the attention core alone (Korthikanti et al. 2022, section
 * 5), which FlashAttention never stores: it keeps what `none` keeps.
 */
export function activationBytes(
  architecture: ModelArchitecture,
  tokens: number,
  checkpointing: Checkpointing,
  trained: boolean,
): number {
  const { hiddenSize, layers } = architecture;
  const kept = layers.map((layer) => 2 * keptElements(layer, hiddenSize, trained));
  if (checkpointing === 'full') return tokens * (2 * hiddenSize * layers.length + Math.max(...kept));
  return tokens * kept.reduce((total, bytes) => total + bytes, 0);
}

/**
 * Bytes the loss needs for `tokens` tokens without fusing: 16-bit logits, their fp32 copy, the fp32 softmax and the
 * fp32 gradient. The largest single tensor group of small models with large vocabularies.
 */
export function lossBytes(architecture: ModelArchitecture, tokens: number): number {
  return tokens * architecture.vocabSize * (2 + 4 + 4 + 4);
}
