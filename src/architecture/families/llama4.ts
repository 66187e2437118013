import { CORE, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { ConfigError } from '../config-error.ts';
import type { Fields } from '../fields.ts';
import { mixture } from '../mixture.ts';
import type { FeedForward } from '../types.ts';
import { allButEvery } from '../windows.ts';

/** Chunks on the three of four layers that have RoPE, and a shared expert of a routed one's width. */
export const llama4: Family = {
  modelTypes: ['llama4_text'],
  needs: [
    ...CORE,
    'num_key_value_heads',
    'head_dim',
    'intermediate_size',
    'intermediate_size_mlp',
    'num_local_experts',
    'num_experts_per_tok',
    'interleave_moe_layer_step',
    'attention_chunk_size',
  ],
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    const chunk = fields.size('attention_chunk_size');
    const isChunked = chunkedLayers(fields);
    return readDecoder(fields, {
      qkvBias: attentionBias,
      outputBias: attentionBias,
      chunked: true,
      window: (layer) => (isChunked(layer) ? chunk : null),
      feedForward: feedForwards(fields),
      modules: { router: 'router' },
    });
  },
};

/** `layer_types`, else `no_rope_layers`, in which 0 marks a layer that attends to everything, else every fourth. */
function chunkedLayers(fields: Fields): (layer: number) => boolean {
  const types = fields.list('layer_types');
  if (types) return (layer) => types[layer] === 'chunked_attention';
  const rope = fields.list('no_rope_layers') ?? [];
  if (rope.length > 0) return (layer) => rope[layer] === 1;
  const interval = fields.has('no_rope_layer_interval') ? fields.size('no_rope_layer_interval') : 4;
  return allButEvery(interval);
}

/** Experts on every `interleave_moe_layer_step`-th layer, or on those of `moe_layers`. */
function feedForwards(fields: Fields): (layer: number) => FeedForward {
  const width = fields.size('intermediate_size');
  const moe = mixture(fields, width, { sharedIntermediate: width });
  const dense: FeedForward = {
    kind: 'dense',
    intermediate: fields.size('intermediate_size_mlp'),
    gated: true,
    bias: false,
  };
  const listed = fields.list('moe_layers');
  if (listed?.some((layer) => typeof layer !== 'number')) {
    throw new ConfigError('moe_layers must list layer numbers.');
  }
  const step = fields.size('interleave_moe_layer_step');
  const isDense = listed ? (layer: number) => !listed.includes(layer) : allButEvery(step);
  return (layer) => (isDense(layer) ? dense : moe);
}
