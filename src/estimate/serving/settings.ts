import type { KvFormatName, WeightFormatName } from '../formats/weight-formats.ts';

export const SERVING_ENGINES = ['transformers', 'vllm', 'sglang', 'llama.cpp'] as const;
export type ServingEngine = (typeof SERVING_ENGINES)[number];

/** What a serving engine may be told; each has its engine's default where it is absent. */
export interface ServingOptions {
  /** Tokens one step runs at most: vLLM's max_num_batched_tokens, SGLang's chunked_prefill_size, llama.cpp's ubatch. */
  readonly prefillTokens?: number | undefined;
  /** Sequences the engine prepares for (max_num_seqs): what its profiling run samples. */
  readonly maxSequences?: number | undefined;
  /** vLLM, SGLang: whether CUDA graphs are captured. */
  readonly cudaGraphs?: boolean | undefined;
  /** llama.cpp: sequences it has room for (`--parallel`); each takes a window and a recurrent state. */
  readonly slots?: number | undefined;
  /** llama.cpp: one cache for all slots (`--kv-unified`), or one a slot. */
  readonly unifiedCache?: boolean | undefined;
  /** llama.cpp: windowed layers keep the whole context (`--swa-full`). */
  readonly fullWindowCache?: boolean | undefined;
  /** llama.cpp: whether attention is fused; without it the scores are stored. */
  readonly flashAttention?: boolean | undefined;
  /** llama.cpp: layers in the GPU's memory (`-ngl`); the rest and the token embedding are the host's. */
  readonly gpuLayers?: number | undefined;
  /** ik_llama.cpp: `off` caches the heads' own keys and values, `transposed` (-mla 1) the latent twice. */
  readonly latentCache?: 'on' | 'off' | 'transposed' | undefined;
  /** llama.cpp: states kept to undo rejected drafts, beside the current one. */
  readonly rollback?: number | undefined;
  /** Format of the values where it differs from that of the keys (`-ctv`). */
  readonly valueFormat?: KvFormatName | undefined;
}

export interface InferenceSettings {
  readonly weightFormat: WeightFormatName;
  readonly kvFormat: KvFormatName;
  /** Tokens a sequence, prompt and answer together. */
  readonly context: number;
  /** Sequences held at once. */
  readonly batch: number;
  readonly tensor: number;
  /** Pipeline stages; llama.cpp's split by layers is the same. */
  readonly pipeline?: number | undefined;
  /** Ranks the routed experts are divided over. */
  readonly expert?: number | undefined;
  /** Absent: what any engine needs, without its own overheads. */
  readonly engine?: ServingEngine | undefined;
  readonly options?: ServingOptions | undefined;
  /** Memory of the accelerator, bytes, where one is named. */
  readonly memory?: number | undefined;
  /** Share of it that vLLM or SGLang takes. */
  readonly utilization?: number | undefined;
}

/** The note that derives these numbers. */
export const SERVING_NOTE = 'notes://note/7.1/inference';

/** Tokens one prefill step runs at once where no engine is named: engines cut longer prompts into chunks. */
export const PREFILL_CHUNK = 8192;
