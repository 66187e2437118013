import { CORE, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { deepseekFeedForward } from './deepseek.ts';

/** Norms before and behind both halves of a layer, and a fused gate and up projection. */
export const glm4: Family = {
  modelTypes: ['glm4'],
  needs: [...CORE, 'intermediate_size', 'num_key_value_heads', 'head_dim'],
  read: (fields) =>
    readDecoder(fields, {
      qkvBias: fields.flag('attention_bias', true),
      normsPerLayer: 4,
      modules: { gateUp: 'gate_up_proj' },
    }),
};

/** GLM-4.5 and its successors: grouped-query attention with DeepSeek-V3's experts. */
export const glm4Moe: Family = {
  modelTypes: ['glm4_moe'],
  needs: [
    ...CORE,
    'intermediate_size',
    'num_key_value_heads',
    'n_routed_experts',
    'num_experts_per_tok',
    'moe_intermediate_size',
  ],
  read: (fields) =>
    readDecoder(fields, {
      qkvBias: fields.flag('attention_bias', false),
      ...(fields.flag('use_qk_norm', false) && { qkNorm: 'head' }),
      feedForward: deepseekFeedForward(fields, true),
    }),
};
