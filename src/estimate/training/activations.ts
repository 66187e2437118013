import type {
  Attention,
  FeedForward,
  Layer,
  ModelArchitecture,
  Recurrence,
} from '../../architecture/types.ts';

export const CHECKPOINTING = ['none', 'selective', 'full'] as const;
export type Checkpointing = (typeof CHECKPOINTING)[number];

/** How the operators of a layer run, which decides what they keep for the backward pass. */
export interface Kernels {
  /** Whether the base weights are trained: a frozen norm needs less for its backward pass. */
  readonly trained: boolean;
  /** Norms and the gated activation fused, by torch.compile or Transformer Engine: neither fp32 copies nor products between. */
  readonly fused: boolean;
  /** Without fused attention the scores are kept: 5 bytes a head and pair, with softmax and dropout (Korthikanti et al.). */
  readonly flash: boolean;
}

/** 16-bit elements a layer keeps for one token. */
export interface Kept {
  /** As wide as the residual stream: divided by tensor parallelism only along the sequence. */
  readonly stream: number;
  /** Behind a column-parallel projection: divided by tensor parallelism. */
  readonly inner: number;
}

/**
 * What a layer keeps for the backward pass, counted by operator after Korthikanti et al. 2022 (arXiv:2205.05198), section
 * 4.1, for today's block: no dropout, RMSNorm, gated feed-forward, FlashAttention. Unfused, RMSNorm works in fp32 and
 * the gate keeps its product. Agrees within 1 % with LoRA runs measured without checkpointing (litgpt, Llama 2 7B and
 * 13B), with the tensors that PyTorch saves in full fine-tuning of Llama-type models (20h + 4 d_kv + 8f bytes) and,
 * fused, with torchtune's peaks under torch.compile.
 */
export function keptElements(layer: Layer, hidden: number, kernels: Kernels): Kept {
  const { attention, recurrence, feedForward } = layer;
  const { trained, fused } = kernels;
  // Each norm keeps its input (in fp32 unless fused: two elements), its output, which is the block's input, and, where
  // its own weight is trained and it is not fused, the normalised input before that weight.
  const norm = fused ? 2 : 2 + 1 + (trained ? 1 : 0);
  const norms = (layer.parallelBlock ? 1 : 2) * norm * hidden;
  const recurrent = recurrence ? recurrentElements(recurrence) : 0;
  const forward = feedForwardElements(feedForward, hidden, fused);
  return {
    stream: norms + forward.stream,
    inner: attentionElements(attention, trained, fused) + recurrent + forward.inner,
  };
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

function attentionElements(attention: Attention, trained: boolean, fused: boolean): number {
  if (attention.kind === 'none') return 0;
  if (attention.kind === 'mla') {
    const { heads, qLoraRank, kvLoraRank, qkNopeDim, qkRopeDim, vDim } = attention;
    const queriesAndKeys = 2 * heads * (qkNopeDim + qkRopeDim);
    return (qLoraRank ?? 0) + kvLoraRank + qkRopeDim + queriesAndKeys + 2 * heads * vDim;
  }
  const { heads, kvHeads, headDim, qkNormParameters, outputGate } = attention;
  // A gate is kept, as is the output that it multiplies.
  const projected = (heads + 2 * kvHeads + (outputGate ? 2 * heads : 0)) * headDim;
  const perNorm = fused ? 1 : trained ? 3 : 2;
  const normed = qkNormParameters > 0 ? perNorm * (heads + kvHeads) * headDim : 0;
  // Queries, keys and values, and the output of attention, which is what o_proj takes in.
  return projected + normed + heads * headDim;
}

function feedForwardElements(feedForward: FeedForward, hidden: number, fused: boolean): Kept {
  const products = (gated: boolean) => (gated ? (fused ? 3 : 4) : 2);
  if (feedForward.kind === 'none') return { stream: 0, inner: 0 };
  if (feedForward.kind === 'dense')
    return { stream: 0, inner: feedForward.intermediate * products(feedForward.gated) };
  const { activeExperts, intermediate, gated, sharedIntermediate, experts, latent } = feedForward;
  // Each routed copy of the token keeps its input and its weighted output; the router keeps its logits.
  return {
    stream: 2 * activeExperts * (latent ?? hidden) + experts,
    inner: products(gated) * (activeExperts * intermediate + sharedIntermediate),
  };
}

/**
 * What selective checkpointing keeps: the block's input, the output of attention, and the output of every other matrix
 * product, as torchtitan's default policy does; the rest is computed again. Within 3 % of its published peak.
 */
function selectedElements({ attention, recurrence, feedForward }: Layer, hidden: number): Kept {
  const recurrent = recurrence ? recurrentElements(recurrence) / 2 : 0;
  return {
    stream: hidden + hidden,
    inner: selectedAttention(attention) + recurrent + selectedFeedForward(feedForward),
  };
}

function selectedAttention(attention: Attention): number {
  if (attention.kind === 'none') return 0;
  const { heads } = attention;
  if (attention.kind === 'mla') {
    const { qkNopeDim, qkRopeDim, vDim } = attention;
    return heads * (qkNopeDim + qkRopeDim + vDim);
  }
  const { kvHeads, headDim } = attention;
  // The projection of queries, that of values, and what attention gives.
  return (heads + kvHeads + heads) * headDim;
}

function selectedFeedForward(feedForward: FeedForward): number {
  switch (feedForward.kind) {
    case 'none':
      return 0;
    case 'dense':
      return feedForward.intermediate;
    case 'moe':
      return feedForward.activeExperts * feedForward.intermediate + feedForward.sharedIntermediate;
  }
}

export interface ActivationSettings {
  /** Sequences and tokens of one micro-batch on one GPU, before context parallelism. */
  readonly batch: number;
  readonly context: number;
  readonly checkpointing: Checkpointing;
  readonly kernels: Kernels;
  readonly tensor: number;
  /** Sequence parallelism: what tensor parallelism leaves whole is divided too (Korthikanti et al., section 4.2.2). */
  readonly sequence: boolean;
  /** Ranks that share a sequence. */
  readonly contextRanks: number;
  /** In Megatron-LM `selective` recomputes the attention core, which FlashAttention never stores. */
  readonly selectiveIsCore: boolean;
}

/**
 * Bytes of activations alive when the backward pass of one micro-batch begins. `full` keeps each layer's input and
 * rebuilds one layer at a time; so does `selective`, of less.
 */
export function activationBytes(architecture: ModelArchitecture, settings: ActivationSettings): number {
  const { batch, context, checkpointing, kernels, tensor, sequence, contextRanks, selectiveIsCore } =
    settings;
  const { hiddenSize, layers } = architecture;
  const local = context / contextRanks;
  const tokens = batch * local;
  const stream = sequence ? tensor : 1;
  const bytesOf = ({ stream: wide, inner }: Kept) => tokens * 2 * (wide / stream + inner / tensor);
  const scores = (layer: Layer) => (kernels.flash ? 0 : scoreBytes(layer, batch, local, context) / tensor);
  const whole = layers.map((layer) => bytesOf(keptElements(layer, hiddenSize, kernels)) + scores(layer));
  const widest = Math.max(0, ...whole);
  switch (checkpointing) {
    case 'full':
      return (tokens * 2 * hiddenSize * layers.length) / stream + widest;
    case 'selective':
      if (!selectiveIsCore)
        return layers.reduce((sum, layer) => sum + bytesOf(selectedElements(layer, hiddenSize)), 0) + widest;
      return layers.reduce((sum, layer) => sum + bytesOf(keptElements(layer, hiddenSize, kernels)), 0);
    case 'none':
      return whole.reduce((sum, bytes) => sum + bytes, 0);
  }
}

/** 5 bytes for each head and pair of tokens: the softmax in 16 bits, its dropout mask and the dropped output. */
function scoreBytes({ attention }: Layer, batch: number, queries: number, keys: number): number {
  return attention.kind === 'none' ? 0 : 5 * attention.heads * batch * queries * keys;
}
