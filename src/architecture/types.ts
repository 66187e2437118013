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
  readonly feedForward: FeedForward;
  /** All norm parameters of the layer outside attention (QK norms and MLA norms are counted with attention). */
  readonly normParameters: number;
}

export type Attention = SoftmaxAttention | LatentAttention;

/** Multi-head, multi-query and grouped-query attention, over the whole context or a window of it. */
export interface SoftmaxAttention {
  readonly kind: 'softmax';
  readonly heads: number;
  /** Key/value heads: `heads` for MHA, 1 for MQA, in between for GQA. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Tokens a query sees, itself included; absent for full attention. */
  readonly window?: number;
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
}

export type FeedForward = DenseFeedForward | MoeFeedForward;

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
  readonly gated: boolean;
  readonly bias: boolean;
  /** Total width of the experts every token passes through; 0 without them. */
  readonly sharedIntermediate: number;
  /** A sigmoid gate on the shared expert (Qwen2-MoE): hiddenSize parameters. */
  readonly sharedGate: boolean;
  /** A bias a routed expert in the router: gpt-oss's, or DeepSeek-V3's correction bias. */
  readonly routerBias: boolean;
}
