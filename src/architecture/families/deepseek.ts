import { ConfigError } from '../config-error.ts';
import { CORE, always, denseFeedForward, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import type { Fields } from '../fields.ts';
import { afterFirstDense, mixture } from '../mixture.ts';
import type { FeedForward, LatentAttention, ModelArchitecture } from '../types.ts';

/** What latent attention must state; `q_lora_rank` may be null, where queries are not compressed. */
export const LATENT = ['kv_lora_rank', 'q_lora_rank', 'qk_nope_head_dim', 'qk_rope_head_dim', 'v_head_dim'];

const NEEDS = [...CORE, ...LATENT, 'intermediate_size'];

export const deepseekV2: Family = {
  modelTypes: ['deepseek_v2'],
  needs: NEEDS,
  read: (fields) => readLatent(fields, false),
};

/**
 * As V2, with the correction bias of its balancing without an auxiliary loss. Kimi K2 and GLM-4.7-Flash are of the
 * same structure.
 */
export const deepseekV3: Family = {
  modelTypes: ['deepseek_v3', 'kimi_k2', 'glm4_moe_lite'],
  needs: NEEDS,
  read: (fields) => readLatent(fields, true),
};

const INDEXER = ['index_n_heads', 'index_head_dim', 'index_topk'];

/**
 * DeepSeek-V3.2 and GLM-5: V3 with an indexer that chooses what attention reads. From GLM-5.2 on, some layers reuse
 * the choice of the last one that made it (`indexer_types`).
 */
export const deepseekSparse: Family = {
  modelTypes: ['deepseek_v32', 'glm_moe_dsa'],
  needs: [...NEEDS, ...INDEXER],
  read(fields) {
    const latent = latentAttention(fields);
    const topK = fields.size('index_topk');
    const indexer = { heads: fields.size('index_n_heads'), headDim: fields.size('index_head_dim') };
    const reuses = reusingLayers(fields);
    return readDecoder(fields, {
      attention: (layer) => ({ ...latent, sparse: reuses(layer) ? { topK } : { topK, indexer } }),
      feedForward: deepseekFeedForward(fields, true),
    });
  },
};

/** By `indexer_types`; else by the pattern and the frequency of GlmMoeDsaConfig; else none. */
function reusingLayers(fields: Fields): (layer: number) => boolean {
  const types = fields.list('indexer_types');
  if (types) {
    const layers = fields.size('num_hidden_layers');
    if (types.length !== layers || types.some((type) => type !== 'full' && type !== 'shared')) {
      throw new ConfigError(`indexer_types must have full or shared for each of ${layers} layers.`);
    }
    return (layer) => types[layer] === 'shared';
  }
  const pattern = fields.text('index_topk_pattern');
  if (pattern !== null) return (layer) => pattern[layer] === 'S';
  const frequency = Math.max(1, fields.count('index_topk_freq', 1));
  const offset = fields.count('index_skip_topk_offset', 2);
  return (layer) => Math.max(layer - offset + 1, 0) % frequency !== 0;
}

function readLatent(fields: Fields, routerBias: boolean): ModelArchitecture {
  return readDecoder(fields, {
    attention: always(latentAttention(fields)),
    feedForward: deepseekFeedForward(fields, routerBias),
  });
}

export function latentAttention(fields: Fields): LatentAttention {
  return {
    kind: 'mla',
    heads: fields.size('num_attention_heads'),
    qLoraRank: fields.has('q_lora_rank') ? fields.size('q_lora_rank') : null,
    kvLoraRank: fields.size('kv_lora_rank'),
    qkNopeDim: fields.size('qk_nope_head_dim'),
    qkRopeDim: fields.size('qk_rope_head_dim'),
    vDim: fields.size('v_head_dim'),
    ...(fields.flag('attention_bias', false) && { bias: true }),
  };
}

/** Dense layers first, then routed and shared experts of `moe_intermediate_size` each. */
export function deepseekFeedForward(fields: Fields, routerBias: boolean): (layer: number) => FeedForward {
  const dense = () => denseFeedForward(fields);
  if (!fields.has('n_routed_experts')) return always(dense());
  const moe = () => {
    const width = fields.size('moe_intermediate_size');
    return mixture(fields, width, {
      sharedIntermediate: fields.count('n_shared_experts', 0) * width,
      routerBias,
    });
  };
  return afterFirstDense(fields, dense, moe);
}
