import { ConfigError } from '../config-error.ts';
import { CORE, always, evenHeadDim, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import type { Fields } from '../fields.ts';
import { EXPERTS, mixture } from '../mixture.ts';
import { stateElementBytes } from '../recurrence.ts';
import type { Recurrence } from '../types.ts';
import { layerTypes } from '../windows.ts';

const NEEDS = [...CORE, 'intermediate_size', 'num_key_value_heads', EXPERTS, 'num_experts_per_tok'];

/** MiniMax-Text-01 and M1: Lightning attention, and every eighth layer softmax. */
export const minimax: Family = {
  modelTypes: ['minimax', 'minimax_text_01', 'minimax_m1'],
  needs: [...NEEDS, ['layer_types', 'attn_type_list']],
  read(fields) {
    const recurrence = lightningAttention(fields);
    const isLinear = linearLayers(fields);
    return readDecoder(fields, {
      recurrence: (layer) => (isLinear(layer) ? recurrence : null),
      feedForward: always(mixture(fields, fields.size('intermediate_size'))),
      // The names of the published checkpoints.
      modules: { gate: 'w1', up: 'w3', down: 'w2' },
    });
  },
};

/** M2: softmax attention throughout, normed over all heads at once, and a correction bias in the router. */
export const minimaxM2: Family = {
  modelTypes: ['minimax_m2'],
  needs: [...NEEDS, 'head_dim'],
  read: (fields) =>
    readDecoder(fields, {
      qkNorm: 'projection',
      feedForward: always(mixture(fields, fields.size('intermediate_size'), { routerBias: true })),
      modules: { gate: 'w1', up: 'w3', down: 'w2' },
    }),
};

/** MiniMaxLightningAttention of transformers: fixed decays, so no parameters for them, and no convolution. */
function lightningAttention(fields: Fields): Recurrence {
  const heads = fields.size('num_attention_heads');
  const headDim = fields.has('head_dim')
    ? fields.size('head_dim')
    : evenHeadDim(fields.size('hidden_size'), heads);
  return {
    kind: 'lightning',
    heads,
    keyHeads: heads,
    keyDim: headDim,
    valueDim: headDim,
    convKernel: 0,
    convChannels: 0,
    convBias: false,
    bias: false,
    normWidth: heads * headDim,
    stateElementBytes: stateElementBytes(fields),
  };
}

/** By `layer_types`; in the published configs by `attn_type_list`, 1 for softmax. */
function linearLayers(fields: Fields): (layer: number) => boolean {
  const types = layerTypes(fields, ['linear_attention', 'full_attention']);
  if (types) return (layer) => types[layer] === 'linear_attention';
  const listed = fields.list('attn_type_list') ?? [];
  const layers = fields.size('num_hidden_layers');
  if (listed.length !== layers || listed.some((type) => type !== 0 && type !== 1)) {
    throw new ConfigError(`attn_type_list must have a 0 or a 1 for each of ${layers} layers.`);
  }
  return (layer) => listed[layer] === 0;
}
