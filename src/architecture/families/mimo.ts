import { ConfigError } from '../config-error.ts';
import { CORE, denseFeedForward, readDecoder, softmaxAttention } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { mixture } from '../mixture.ts';
import type { SoftmaxAttention } from '../types.ts';
import { patternedWindow } from '../windows.ts';

/**
 * MiMo-V2-Flash: values narrower than keys; layers with a window have twice the key/value heads and a sink a head. The
 * first layer is dense.
 */
export const mimoV2Flash: Family = {
  modelTypes: ['mimo_v2_flash'],
  needs: [
    ...CORE,
    'num_key_value_heads',
    'head_dim',
    'v_head_dim',
    'intermediate_size',
    'moe_intermediate_size',
    'n_routed_experts',
    'num_experts_per_tok',
    'sliding_window',
    'layer_types',
  ],
  read(fields) {
    if (fields.size('v_head_dim') > fields.size('head_dim')) {
      throw new ConfigError('v_head_dim must not exceed head_dim.');
    }
    const base = softmaxAttention(fields, { qkvBias: fields.flag('attention_bias', false) })(0);
    const global: SoftmaxAttention = { ...base, valueDim: fields.size('v_head_dim') };
    const window = patternedWindow(fields, () => false);
    const dense = denseFeedForward(fields);
    const moe = mixture(fields, fields.size('moe_intermediate_size'), { routerBias: true });
    return readDecoder(fields, {
      attention: (layer) => {
        const tokens = window(layer);
        if (tokens === null) return global;
        return { ...global, kvHeads: 2 * global.kvHeads, sinks: true, window: tokens };
      },
      feedForward: (layer) => (layer === 0 ? dense : moe),
    });
  },
};
