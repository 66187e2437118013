import { CORE, always, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { mixture } from '../mixture.ts';
import { allButEvery, patternedWindow } from '../windows.ts';

const NEEDS = [...CORE, 'intermediate_size', 'num_key_value_heads'];

/** Llama with a tied head by default: SmolLM3 (some layers without RoPE) and Granite (scaled residuals). */
export const tiedLlama: Family = {
  modelTypes: ['smollm3', 'granite'],
  needs: NEEDS,
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    return readDecoder(fields, {
      tied: true,
      qkvBias: attentionBias,
      outputBias: attentionBias,
      mlpBias: fields.flag('mlp_bias', false),
    });
  },
};

/** Biases on queries, keys and values, and none on the output, unless the config says otherwise. */
export const seedOss: Family = {
  modelTypes: ['seed_oss'],
  needs: [...NEEDS, 'head_dim'],
  read: (fields) =>
    readDecoder(fields, {
      qkvBias: fields.flag('attention_bias', true),
      outputBias: fields.flag('attention_out_bias', false),
      mlpBias: fields.flag('mlp_bias', false),
    }),
};

/** Command R: attention and feed-forward side by side behind one norm, and a tied head. */
export const cohere: Family = {
  modelTypes: ['cohere'],
  needs: NEEDS,
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    return readDecoder(fields, {
      tied: true,
      qkvBias: attentionBias,
      outputBias: attentionBias,
      normsPerLayer: 1,
      ...(fields.flag('use_qk_norm', false) && { qkNorm: 'projection' }),
    });
  },
};

/** Command A and R7B: a window on three of four layers. */
export const cohere2: Family = {
  modelTypes: ['cohere2'],
  needs: [...NEEDS, 'sliding_window'],
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    const period = fields.has('sliding_window_pattern') ? fields.size('sliding_window_pattern') : 4;
    return readDecoder(fields, {
      tied: true,
      qkvBias: attentionBias,
      outputBias: attentionBias,
      normsPerLayer: 1,
      window: patternedWindow(fields, allButEvery(period)),
    });
  },
};

/** Hunyuan dense and MoE: norms on queries and keys; every expert, shared or not, of `intermediate_size`. */
export const hunyuan: Family = {
  modelTypes: ['hunyuan_v1_dense', 'hunyuan_v1_moe', 'hunyuan'],
  needs: NEEDS,
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    const width = fields.size('intermediate_size');
    return readDecoder(fields, {
      tied: true,
      qkvBias: attentionBias,
      outputBias: attentionBias,
      qkNorm: 'head',
      ...(fields.count('num_experts', 1) > 1 && {
        feedForward: always(mixture(fields.uniform('moe_topk'), width, { sharedIntermediate: width })),
      }),
    });
  },
};
