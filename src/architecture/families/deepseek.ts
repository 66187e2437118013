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

/** As V2, with the correction bias of its balancing without an auxiliary loss. Kimi K2 is of the same structure. */
export const deepseekV3: Family = {
  modelTypes: ['deepseek_v3', 'kimi_k2'],
  needs: NEEDS,
  read: (fields) => readLatent(fields, true),
};

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
