import { ConfigError } from './config-error.ts';
import type { Fields } from './fields.ts';
import type {
  Attention,
  FeedForward,
  ModelArchitecture,
  ModuleNames,
  PerLayerInput,
  Recurrence,
  SoftmaxAttention,
} from './types.ts';

/** Reads the configs of one structure. The families are a list: adding one is one entry of `families/index.ts`. */
export interface Family {
  readonly modelTypes: readonly string[];
  /**
   * What the config must state; alternatives in a list. A default of transformers that is not derived from the other
   * fields is asked for rather than assumed.
   */
  readonly needs: readonly Need[];
  /** The defaults that a `text_config` may lean on: transformers does not save those in a nested config. */
  readonly nestedDefaults?: Readonly<Record<string, number>>;
  read(fields: Fields): ModelArchitecture;
}

/** A field, or the names that it goes by. */
export type Need = string | readonly string[];

/** What every decoder of this kind must state. */
export const CORE = ['hidden_size', 'num_hidden_layers', 'num_attention_heads', 'vocab_size'] as const;

/** How a family differs from Llama, which has none of these. Functions take the index of a layer, from 0. */
export interface Traits {
  readonly tied?: boolean;
  readonly qkvBias?: boolean;
  readonly outputBias?: boolean;
  readonly mlpBias?: boolean;
  /** RMS norms on queries and keys: one weight a head dimension shared by the heads, or one a projected feature. */
  readonly qkNorm?: 'head' | 'projection';
  readonly sinks?: boolean;
  /** A gate on the output of attention, made by q_proj. */
  readonly outputGate?: boolean;
  /** RMS norms of hidden width in a layer; two where absent. */
  readonly normsPerLayer?: number;
  readonly window?: (layer: number) => number | null;
  /** What `window` gives is a chunk. */
  readonly chunked?: boolean;
  /** In place of softmax attention altogether. */
  readonly attention?: (layer: number) => Attention;
  /** In place of attention, on the layers where it is not null. */
  readonly recurrence?: (layer: number) => Recurrence | null;
  /** Attention stays on the layers that have a recurrence. */
  readonly parallel?: boolean;
  readonly feedForward?: (layer: number) => FeedForward;
  readonly perLayerInput?: PerLayerInput;
  readonly modules?: ModuleNames;
  readonly warnings?: readonly string[];
}

/** A pre-norm decoder with RMS norms and RoPE, read from the fields that Llama and its descendants share. */
export function readDecoder(fields: Fields, traits: Traits): ModelArchitecture {
  const hidden = fields.size('hidden_size');
  const attention = traits.attention ?? softmaxAttention(fields, traits);
  const mixer = (layer: number) => {
    const recurrence = traits.recurrence?.(layer);
    if (!recurrence) return { attention: attention(layer) };
    return { attention: traits.parallel ? attention(layer) : NO_ATTENTION, recurrence };
  };
  const feedForward = traits.feedForward ?? always(denseFeedForward(fields, traits.mlpBias));
  const normParameters = (traits.normsPerLayer ?? 2) * hidden;
  return {
    modelType: fields.text('model_type') ?? 'unknown',
    hiddenSize: hidden,
    vocabSize: fields.size('vocab_size'),
    positionEmbeddings: 0,
    tiedEmbeddings: fields.flag('tie_word_embeddings', traits.tied ?? false),
    maxContext: fields.count('max_position_embeddings', null),
    layers: Array.from({ length: fields.size('num_hidden_layers') }, (_, layer) => ({
      ...mixer(layer),
      feedForward: feedForward(layer),
      normParameters,
    })),
    finalNormParameters: hidden,
    warnings: traits.warnings ?? [],
    ...(traits.modules && { modules: traits.modules }),
    ...(traits.perLayerInput && { perLayerInput: traits.perLayerInput }),
  };
}

const NO_ATTENTION = { kind: 'none' } as const;

/** SwiGLU or GeGLU of `intermediate_size`. */
export function denseFeedForward(fields: Fields, bias = false): FeedForward {
  return { kind: 'dense', intermediate: fields.size('intermediate_size'), gated: true, bias };
}

export function always<T>(value: T): (layer: number) => T {
  return () => value;
}

/** hidden/heads, which must come out even. */
export function evenHeadDim(hidden: number, heads: number): number {
  if (hidden % heads !== 0) {
    throw new ConfigError(
      `The config has no head_dim, and hidden_size ${hidden} is not divisible by ${heads} attention heads.`,
    );
  }
  return hidden / heads;
}

/** Throws unless every key/value head serves the same number of query heads. */
export function checkGroups(heads: number, kvHeads: number): void {
  if (heads % kvHeads !== 0) {
    throw new ConfigError(
      `num_attention_heads (${heads}) must be a multiple of num_key_value_heads (${kvHeads}).`,
    );
  }
}

/** Attention of `num_attention_heads` and its kin, with the differences of a family. */
export function softmaxAttention(fields: Fields, traits: Traits = {}): (layer: number) => SoftmaxAttention {
  const heads = fields.size('num_attention_heads');
  const kvHeads = fields.has('num_key_value_heads') ? fields.size('num_key_value_heads') : heads;
  checkGroups(heads, kvHeads);
  const headDim = fields.has('head_dim')
    ? fields.size('head_dim')
    : evenHeadDim(fields.size('hidden_size'), heads);
  const qkNormParameters = { none: 0, head: 2 * headDim, projection: (heads + kvHeads) * headDim };
  const full: SoftmaxAttention = {
    kind: 'softmax',
    heads,
    kvHeads,
    headDim,
    qkvBias: traits.qkvBias ?? false,
    outputBias: traits.outputBias ?? false,
    qkNormParameters: qkNormParameters[traits.qkNorm ?? 'none'],
    sinks: traits.sinks ?? false,
    ...(traits.outputGate && { outputGate: true }),
  };
  const chunk = traits.chunked ? ({ chunked: true } as const) : {};
  const window = traits.window ?? always(null);
  return (layer) => {
    const tokens = window(layer);
    return tokens === null ? full : { ...full, window: tokens, ...chunk };
  };
}
