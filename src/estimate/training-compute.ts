import { countParameters, parameterGroups } from '../architecture/parameters.ts';
import type { Attention, ModelArchitecture, Recurrence, SoftmaxAttention } from '../architecture/types.ts';

/**
 * FLOPs of training a dense model: 6 for each parameter and token, 2 forward and 4 backward (Kaplan et al. 2020,
 * section 2.1). Leaves out attention scores, and for MoE takes active parameters.
 */
export function trainingFlops(parameters: number, tokens: number): number {
  return 6 * parameters * tokens;
}

/** FLOPs of one token's forward pass, by what computes them. */
export interface ForwardFlops {
  /** Matrix products of attention and feed-forward, of the experts a token is sent to alone. */
  readonly linear: number;
  /** Scores and weighted sums over the context, causal: on average half of it. And the updates of recurrent states. */
  readonly attention: number;
  /** The output head. */
  readonly head: number;
}

/**
 * FLOPs of the forward pass for one token in sequences of `context` tokens, counted by operator: 2 for each weight of a
 * matrix it passes through, and 2 × 2 × heads × width for each position it attends to. Looking up an embedding costs
 * nothing, which is where 2N differs for models with large vocabularies.
 */
export function forwardFlopsPerToken(architecture: ModelArchitecture, context: number): ForwardFlops {
  let linear = 0;
  for (const { role, in: inputs, out, activeCopies } of parameterGroups(architecture)) {
    if (inputs === null || out === null || role === 'embedding' || role === 'position' || role === 'head')
      continue;
    linear += 2 * inputs * out * activeCopies;
  }
  const attention = architecture.layers.reduce(
    (sum, { attention: kind, recurrence }) =>
      sum + attendedFlops(kind, context) + (recurrence ? recurrentFlops(recurrence) : 0),
    0,
  );
  return { linear, attention, head: 2 * architecture.hiddenSize * architecture.vocabSize };
}

function attendedFlops(attention: Attention, context: number): number {
  switch (attention.kind) {
    case 'none':
      return 0;
    case 'mla': {
      const { heads, qkNopeDim, qkRopeDim, vDim, sparse } = attention;
      const chosen = averageAttended(context, sparse?.topK);
      const indexed = sparse?.indexer
        ? 2 * sparse.indexer.heads * sparse.indexer.headDim * averageAttended(context)
        : 0;
      return 2 * heads * (qkNopeDim + qkRopeDim + vDim) * chosen + indexed;
    }
    case 'softmax': {
      const { heads, headDim, valueDim = headDim } = attention;
      return 2 * heads * (headDim + valueDim) * attendedPositions(attention, context);
    }
  }
}

/**
 * FLOPs an element of the state and token, as Megatron-LM counts them (`gdn_layer_flops` and `mamba_layer_flops` of
 * megatron/training/training.py): four products of matrix and vector for the gated delta rule, 7 for the scan of
 * Mamba-2. Lightning attention decays, adds an outer product and reads: 1 + 2 + 2.
 */
const STATE_FLOPS = { 'gated-deltanet': 8, kda: 8, mamba2: 7, lightning: 5, 'short-conv': 0 } as const;

function recurrentFlops({ kind, heads, keyDim, valueDim, convKernel, convChannels }: Recurrence): number {
  return STATE_FLOPS[kind] * heads * keyDim * valueDim + 2 * convKernel * convChannels;
}

function attendedPositions({ window, chunked }: SoftmaxAttention, context: number): number {
  if (!chunked || window === undefined || window >= context) return averageAttended(context, window);
  const whole = Math.floor(context / window);
  const rest = context - whole * window;
  return ((whole * window * (window + 1)) / 2 + (rest * (rest + 1)) / 2) / context;
}

/** Positions a token sees on average in a causal sequence, at most its window. */
function averageAttended(context: number, window = context): number {
  if (window >= context) return (context + 1) / 2;
  return ((window * (window + 1)) / 2 + (context - window) * window) / context;
}

/** How often each part of the forward pass is computed: once, twice more backward, once more when all is recomputed. */
const PASSES = { none: 3, full: 4 } as const;

/** FLOPs of training `tokens` tokens. What the model needs (`none`) is what MFU counts; `full` is what is computed. */
export function trainingFlopsByOperator(
  architecture: ModelArchitecture,
  tokens: number,
  context: number,
  recomputation: 'none' | 'full',
): ForwardFlops & { readonly total: number } {
  const forward = forwardFlopsPerToken(architecture, context);
  const times = PASSES[recomputation] * tokens;
  const [linear, attention, head] = [forward.linear * times, forward.attention * times, forward.head * times];
  return { linear, attention, head, total: linear + attention + head };
}

/** Tokens a parameter at which training compute is spent best, by Chinchilla's rule of thumb (Hoffmann et al. 2022). */
export const OPTIMAL_TOKENS_PER_PARAMETER = 20;

/** Compute-optimal tokens for a dense model of this size. */
export function computeOptimalTokens(architecture: ModelArchitecture): number {
  return OPTIMAL_TOKENS_PER_PARAMETER * countParameters(architecture).total;
}
