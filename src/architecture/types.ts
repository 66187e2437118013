/**
 * One model as a list of layers, each saying how it attends and how it transforms. Everything that is computed
 * (parameters, KV cache, FLOPs, adapters) is derived from this and from nothing else, so that a calculator never
 * needs to know the name of a model family.
 */
export interface ModelArchitecture {
  /** `model_type` of the Hugging Face config it was read from. */
  readonly modelType: string;
  /** Width of the residual stream. */
  readonly hiddenSize: number;
  /** Rows of the embedding matrix, padding included. */
  readonly vocabSize: number;
  /** Rows of a learned absolute position embedding; 0 with RoPE, ALiBi or no positions. */
  readonly positionEmbeddings: number;
  /** Whether the output head reuses the embedding matrix. */
  readonly tiedEmbeddings: boolean;
  /** Longest context of the config in tokens, where it states one. */
  readonly maxContext: number | null;
  /** Decoder layers in order. Multi-token-prediction layers are not among them. */
  readonly layers: readonly Layer[];
  /** Parameters of the norm after the last layer. */
  readonly finalNormParameters: number;
  /** What the reader of the config had to assume. Empty for a family it knows. */
  readonly warnings: readonly string[];
  /** What the modules are called; Llama's names where absent. */
  readonly modules?: ModuleNames;
  /** A second embedding, of which each layer takes its own slice (Gemma 4 E2B and E4B). */
  readonly perLayerInput?: PerLayerInput;
}

/** The table has `vocab` rows of `width` for each layer; a layer gates its slice and projects it back. */
export interface PerLayerInput {
  readonly vocab: number;
  readonly width: number;
}

/**
 * The family's own names of its modules, as adapters target them. A name that is absent is Llama's. `qkv` or `gateUp`
 * says that those projections are one fused module.
 */
export interface ModuleNames {
  readonly embedding?: string;
  readonly position?: string;
  readonly qkv?: string;
  readonly output?: string;
  readonly gateUp?: string;
  readonly gate?: string;
  readonly up?: string;
  readonly down?: string;
  readonly router?: string;
  readonly finalNorm?: string;
}

export interface Layer {
  readonly attention: Attention;
  /** A recurrent mixer: in place of attention where that is `none`, beside it in Falcon-H1. */
  readonly recurrence?: Recurrence;
  readonly feedForward: FeedForward;
  /** All norm parameters of the layer outside attention (QK norms and MLA norms are counted with attention). */
  readonly normParameters: number;
  /** Attention and feed-forward read the same normalised input, side by side (Falcon, Phi, Command R). */
  readonly parallelBlock?: boolean;
}

export type Attention = SoftmaxAttention | LatentAttention | NoAttention;

/** A layer that attends to no other token, or whose mixing is recurrent. Nothing is cached a token. */
export interface NoAttention {
  readonly kind: 'none';
}

/** Multi-head, multi-query and grouped-query attention, over the whole context or a window of it. */
export interface SoftmaxAttention {
  readonly kind: 'softmax';
  readonly heads: number;
  /** Key/value heads: `heads` for MHA, 1 for MQA, in between for GQA. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Width of a value head, and of what o_proj takes from a head, where it is not `headDim` (MiMo-V2-Flash). */
  readonly valueDim?: number;
  /** Tokens a query sees, itself included; absent for full attention. */
  readonly window?: number;
  /** The window is a chunk: a query sees its own chunk up to itself and nothing before it (Llama 4). */
  readonly chunked?: boolean;
  /** A gate on the output, of its width, which q_proj makes beside the queries (Qwen3-Next). */
  readonly outputGate?: boolean;
  /** `key`: values are made from the keys' projection (Gemma 4). `layer`: keys and values are those of an earlier layer. */
  readonly sharing?: 'key' | 'layer';
  readonly qkvBias: boolean;
  readonly outputBias: boolean;
  /** Parameters of the norms on queries and keys; 0 without them. */
  readonly qkNormParameters: number;
  /** One learned sink logit a head (gpt-oss). */
  readonly sinks: boolean;
}

/** Multi-head latent attention of DeepSeek-V2: one compressed latent and one shared RoPE key a token are cached. */
export interface LatentAttention {
  readonly kind: 'mla';
  readonly heads: number;
  /** Rank of the query compression; null where queries are projected directly. */
  readonly qLoraRank: number | null;
  /** Width of the cached latent, d_c. */
  readonly kvLoraRank: number;
  readonly qkNopeDim: number;
  /** Width of the cached decoupled RoPE key. */
  readonly qkRopeDim: number;
  readonly vDim: number;
  /** Biases on the two compressions and the output projection (`attention_bias`); absent for none. */
  readonly bias?: boolean;
  /** DeepSeek sparse attention: chooses the tokens that the main attention reads. */
  readonly sparse?: SparseSelection;
}

/** The lightning indexer of DeepSeek-V3.2, https://arxiv.org/abs/2512.02556, section 2.1. */
export interface SparseSelection {
  /** Tokens that are chosen for a query. */
  readonly topK: number;
  /** The indexer's own heads and key; absent where a layer reuses the choice of an earlier one (GLM-5.2). */
  readonly indexer?: { readonly heads: number; readonly headDim: number };
}

export const RECURRENCE_KINDS = ['gated-deltanet', 'kda', 'lightning', 'mamba2', 'short-conv'] as const;

/**
 * A mixer whose memory of a sequence has a fixed size: a matrix of `keyDim` × `valueDim` for each of `heads`, and the
 * last inputs of a short convolution over queries, keys and values.
 */
export interface Recurrence {
  readonly kind: (typeof RECURRENCE_KINDS)[number];
  /** Value heads: as many matrices are kept. 0 for a convolution alone. */
  readonly heads: number;
  /** Heads of queries and keys; Mamba-2's groups of B and C. */
  readonly keyHeads: number;
  /** Width of a key; Mamba-2's state size. */
  readonly keyDim: number;
  readonly valueDim: number;
  /** Tokens the convolution spans; 0 without one. */
  readonly convKernel: number;
  readonly convChannels: number;
  readonly convBias: boolean;
  /** Biases on the projections in and out. */
  readonly bias: boolean;
  /** Width of the norm on the output; 0 without one. */
  readonly normWidth: number;
  /** Bytes an element of the state, which is kept wider than the weights. */
  readonly stateElementBytes: 2 | 4;
}

export type FeedForward = DenseFeedForward | MoeFeedForward | NoFeedForward;

/** A layer that is a mixer alone (Nemotron-H). */
export interface NoFeedForward {
  readonly kind: 'none';
}

export interface DenseFeedForward {
  readonly kind: 'dense';
  readonly intermediate: number;
  /** Gated (SwiGLU, GeGLU): three matrices; otherwise two. */
  readonly gated: boolean;
  readonly bias: boolean;
}

export interface MoeFeedForward {
  readonly kind: 'moe';
  readonly experts: number;
  /** Routed experts a token passes through. */
  readonly activeExperts: number;
  readonly intermediate: number;
  /** Width that tokens are projected to before the routed experts and from it behind them; the hidden width where absent. */
  readonly latent?: number;
  readonly gated: boolean;
  readonly bias: boolean;
  /** Total width of the experts every token passes through; 0 without them. */
  readonly sharedIntermediate: number;
  /** A sigmoid gate on the shared expert (Qwen2-MoE): hiddenSize parameters. */
  readonly sharedGate: boolean;
  /** A number a routed expert in the router: gpt-oss's bias, DeepSeek-V3's correction bias, or Gemma 4's scale. */
  readonly routerBias: boolean;
}
