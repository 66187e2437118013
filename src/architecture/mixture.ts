import { ConfigError } from './config-error.ts';
import { show } from './fields.ts';
import type { Fields } from './fields.ts';
import type { FeedForward, MoeFeedForward } from './types.ts';

/** The names under which configs of different ages and families state how many experts are routed to. */
export const EXPERTS = ['num_experts', 'num_local_experts', 'n_routed_experts', 'moe_num_experts'] as const;

/** And how many of them a token is sent to. */
export const ACTIVE_EXPERTS = [
  'num_experts_per_tok',
  'num_experts_per_token',
  'moe_topk',
  'top_k_experts',
  'moe_k',
] as const;

/** Gated experts without bias and without a shared one, as most families have them; `differences` for the others. */
export function mixture(
  fields: Fields,
  intermediate: number,
  differences: Partial<Omit<MoeFeedForward, 'kind'>> = {},
): MoeFeedForward {
  const experts = fields.size(fields.firstOf(...EXPERTS));
  const activeExperts = fields.size(fields.firstOf(...ACTIVE_EXPERTS));
  if (activeExperts > experts) {
    throw new ConfigError(
      `num_experts_per_tok (${activeExperts}) exceeds the number of experts (${experts}).`,
    );
  }
  return {
    kind: 'moe',
    experts,
    activeExperts,
    intermediate,
    gated: true,
    bias: false,
    sharedIntermediate: 0,
    sharedGate: false,
    routerBias: false,
    ...differences,
  };
}

/**
 * Qwen's placement: every `decoder_sparse_step`-th layer has experts, except those of `mlp_only_layers`
 * (Qwen3MoeDecoderLayer of transformers).
 */
export function sparseSteps(
  fields: Fields,
  dense: () => FeedForward,
  moe: () => FeedForward,
): (layer: number) => FeedForward {
  const step = fields.has('decoder_sparse_step') ? fields.size('decoder_sparse_step') : 1;
  const denseLayers = new Set((fields.list('mlp_only_layers') ?? []).map(layerIndex));
  const isSparse = (layer: number) => !denseLayers.has(layer) && (layer + 1) % step === 0;
  const blocks = { dense: once(dense), moe: once(moe) };
  return (layer) => (isSparse(layer) ? blocks.moe() : blocks.dense());
}

/** DeepSeek's placement: `first_k_dense_replace` dense layers, then experts in every `moe_layer_freq`-th layer. */
export function afterFirstDense(
  fields: Fields,
  dense: () => FeedForward,
  moe: () => FeedForward,
): (layer: number) => FeedForward {
  const firstDense = fields.count('first_k_dense_replace', 0);
  const frequency = fields.has('moe_layer_freq') ? fields.size('moe_layer_freq') : 1;
  const blocks = { dense: once(dense), moe: once(moe) };
  return (layer) => (layer >= firstDense && layer % frequency === 0 ? blocks.moe() : blocks.dense());
}

function layerIndex(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new ConfigError(`mlp_only_layers must list layer numbers, got ${show(value)}.`);
  }
  return value;
}

/** Read on first use: a model without dense layers need not state their width. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
