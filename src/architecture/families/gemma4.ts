import { CORE, denseFeedForward, readDecoder, softmaxAttention } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import type { Fields } from '../fields.ts';
import { mixture } from '../mixture.ts';
import type { FeedForward, SoftmaxAttention } from '../types.ts';
import { allButEvery, patternedWindow } from '../windows.ts';

/**
 * Layers that see everything have heads of their own width and number, and may make values from the keys' projection.
 * In E2B and E4B the last layers attend with the keys and values of the last earlier layer of their kind, and every
 * layer takes a slice of a second embedding. In 26B-A4B experts stand beside the dense feed-forward.
 */
export const gemma4: Family = {
  modelTypes: ['gemma4_text', 'gemma4_unified_text'],
  needs: [
    ...CORE,
    'intermediate_size',
    'num_key_value_heads',
    'head_dim',
    'sliding_window',
    'global_head_dim',
  ],
  nestedDefaults: { vocab_size: 262_144, head_dim: 256, global_head_dim: 512, sliding_window: 512 },
  read(fields) {
    const hidden = fields.size('hidden_size');
    const width = fields.count('hidden_size_per_layer_input', 256);
    const isMoe = fields.flag('enable_moe_block', false);
    const firstShared = firstSharedLayer(fields);
    const perLayerInput = { vocab: fields.count('vocab_size_per_layer_input', 262_144), width };
    const architecture = readDecoder(fields, {
      tied: true,
      attention: attentions(fields, firstShared),
      // With experts: a norm behind each of the two, one before the experts, and the router's scale.
      normsPerLayer: isMoe ? 8 : 4,
      feedForward: isMoe ? beside(fields) : denseFeedForwards(fields, firstShared),
      ...(width > 0 && { perLayerInput }),
    });
    return { ...architecture, hiddenSize: hidden };
  },
};

function firstSharedLayer(fields: Fields): number {
  return fields.size('num_hidden_layers') - fields.count('num_kv_shared_layers', 0);
}

function attentions(fields: Fields, firstShared: number): (layer: number) => SoftmaxAttention {
  const bias = fields.flag('attention_bias', false);
  const windowed = softmaxAttention(fields, { qkvBias: bias, outputBias: bias, qkNorm: 'head' })(0);
  const headDim = fields.size('global_head_dim');
  const sharesKeys = fields.flag('attention_k_eq_v', false);
  const global: SoftmaxAttention = {
    ...windowed,
    headDim,
    kvHeads:
      sharesKeys && fields.has('num_global_key_value_heads')
        ? fields.size('num_global_key_value_heads')
        : windowed.kvHeads,
    qkNormParameters: 2 * headDim,
    ...(sharesKeys && { sharing: 'key' }),
  };
  const window = patternedWindow(fields, allButEvery(6));
  return (layer) => {
    const tokens = window(layer);
    const own = tokens === null ? global : { ...windowed, window: tokens };
    // Without keys of its own a layer has no norm for them either.
    return layer < firstShared ? own : { ...own, sharing: 'layer', qkNormParameters: own.headDim };
  };
}

function denseFeedForwards(fields: Fields, firstShared: number): (layer: number) => FeedForward {
  const dense: FeedForward = denseFeedForward(fields);
  const wide: FeedForward = {
    kind: 'dense',
    intermediate: 2 * fields.size('intermediate_size'),
    gated: true,
    bias: false,
  };
  const doubles = fields.flag('use_double_wide_mlp', false);
  return (layer) => (doubles && layer >= firstShared ? wide : dense);
}

/** The dense feed-forward that every token passes through counts as a shared expert; the router scales each expert. */
function beside(fields: Fields): (layer: number) => FeedForward {
  const moe = mixture(fields, fields.size('moe_intermediate_size'), {
    sharedIntermediate: fields.size('intermediate_size'),
    routerBias: true,
  });
  return () => moe;
}
