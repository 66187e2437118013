import { countParameters, parameterGroups } from '../../architecture/parameters.ts';
import type { ModelArchitecture } from '../../architecture/types.ts';
import { forwardFlopsPerToken } from '../training-compute.ts';
import { kvCacheBytes, recurrentStateBytes } from '../kv-cache.ts';
import { weightBytes } from '../weights.ts';
import type { InferenceSettings } from './settings.ts';

/** What a card can do at most. */
export interface Card {
  /** Bytes a second. */
  readonly bandwidth: number;
  /** FLOP a second in the format that the matrices are multiplied in. */
  readonly peak: number;
}

export interface Bound {
  /** Seconds of one step: of all sequences' next token, or of one prompt. */
  readonly seconds: number;
  readonly tokensPerSecond: number;
  readonly limitedBy: 'bandwidth' | 'compute';
  readonly bytes: number;
  readonly flops: number;
}

/**
 * Experts that a batch touches in one layer on average, each token choosing `chosen` of `experts` as if at random:
 * E (1 − (1 − k/E)^B).
 */
export function touchedExperts(experts: number, chosen: number, tokens: number): number {
  return experts * (1 - (1 - chosen / experts) ** tokens);
}

/**
 * The least time one decoding step of the whole batch can take on `tensor × pipeline` cards: the larger of reading what it
 * needs (weights, of experts those that are touched, and the cache) and computing it (Williams et al. 2009, the roofline
 * model, https://doi.org/10.1145/1498765.1498785). Communication and scheduling come on top: engines reach half to four
 * fifths of it. Layers in a pipeline work one after the other, so more stages do not shorten a step of one batch.
 */
export function decodeBound(architecture: ModelArchitecture, settings: InferenceSettings, card: Card): Bound {
  const { batch, context, kvFormat, tensor } = settings;
  const bytes =
    readWeights(architecture, settings, batch) +
    kvCacheBytes(architecture, kvFormat, context, batch) +
    2 * recurrentStateBytes(architecture, batch);
  const { linear, attention, head } = forwardFlopsPerToken(architecture, context);
  // The average over a causal sequence is half of what its last token attends to.
  const flops = batch * (linear + 2 * attention + head);
  return bound(bytes, flops, batch, tensor, card);
}

/** The least time in which one prompt of `context` tokens can be computed. */
export function prefillBound(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
  card: Card,
): Bound {
  const { context, kvFormat, tensor } = settings;
  const bytes =
    readWeights(architecture, settings, context) + kvCacheBytes(architecture, kvFormat, context, 1);
  const { linear, attention, head } = forwardFlopsPerToken(architecture, context);
  return bound(bytes, context * (linear + attention) + head, context, tensor, card);
}

/** Bytes of weights that `tokens` tokens read: all but the embedding table and the experts that none is sent to. */
function readWeights(
  architecture: ModelArchitecture,
  { weightFormat }: InferenceSettings,
  tokens: number,
): number {
  const { total, byRole } = countParameters(architecture);
  const perParameter = weightBytes(architecture, weightFormat).bytes / total;
  const expertLayers = architecture.layers.flatMap(({ feedForward }) =>
    feedForward.kind === 'moe' ? [feedForward] : [],
  );
  const idle =
    expertLayers.length === 0
      ? 0
      : byRole.expert *
        (1 -
          expertLayers.reduce(
            (sum, { experts, activeExperts }) =>
              sum + touchedExperts(experts, activeExperts, tokens) / experts,
            0,
          ) /
            expertLayers.length);
  const table = architecture.tiedEmbeddings
    ? 0
    : parameterGroups(architecture)
        .filter(({ role }) => role === 'embedding')
        .reduce((sum, { parameters, copies }) => sum + parameters * copies, 0);
  return (total - idle - table) * perParameter;
}

function bound(
  bytes: number,
  flops: number,
  tokens: number,
  cards: number,
  { bandwidth, peak }: Card,
): Bound {
  const [reading, computing] = [bytes / (bandwidth * cards), flops / (peak * cards)];
  const seconds = Math.max(reading, computing);
  return {
    seconds,
    tokensPerSecond: tokens / seconds,
    limitedBy: reading >= computing ? 'bandwidth' : 'compute',
    bytes: Math.ceil(bytes),
    flops,
  };
}
