import { ConfigError } from '../config-error.ts';
import { CORE, always, denseFeedForward, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { show } from '../fields.ts';
import type { Fields } from '../fields.ts';
import { mixture } from '../mixture.ts';
import { mamba2 } from '../recurrence.ts';
import type { FeedForward, Recurrence } from '../types.ts';

const MAMBA = ['mamba_n_heads', 'mamba_d_head', 'mamba_d_state', 'mamba_d_conv', 'mamba_n_groups'];

/** Attention and Mamba-2 side by side in every layer. */
export const falconH1: Family = {
  modelTypes: ['falcon_h1'],
  needs: [...CORE, ...MAMBA, 'intermediate_size', 'num_key_value_heads'],
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    return readDecoder(fields, {
      qkvBias: attentionBias,
      outputBias: attentionBias,
      mlpBias: fields.flag('mlp_bias', false),
      recurrence: always(mambaByPrefix(fields, fields.flag('mamba_rms_norm', false))),
      parallel: true,
    });
  },
};

/** Granite 4: Mamba-2 layers with a few of attention, each with a dense feed-forward, beside experts where it has any. */
export const graniteHybrid: Family = {
  modelTypes: ['granitemoehybrid'],
  needs: [...CORE, 'num_key_value_heads', 'shared_intermediate_size', ['layer_types', 'layers_block_type']],
  read(fields) {
    const types = blockTypes(fields);
    const hasMamba = types.some((type) => MAMBA_NAMES.has(type));
    const recurrence = hasMamba ? mambaByPrefix(fields, true) : null;
    const attentionBias = fields.flag('attention_bias', false);
    return readDecoder(fields, {
      tied: true,
      qkvBias: attentionBias,
      outputBias: attentionBias,
      recurrence: (layer) => (MAMBA_NAMES.has(types[layer] ?? '') ? recurrence : null),
      feedForward: always(graniteFeedForward(fields)),
      modules: { gateUp: 'input_linear', down: 'output_linear', router: 'router' },
    });
  },
};

const MAMBA_NAMES = new Set(['mamba', 'linear_attention']);

function blockTypes(fields: Fields): readonly string[] {
  const types = fields.list(fields.firstOf('layer_types', 'layers_block_type')) ?? [];
  const layers = fields.size('num_hidden_layers');
  if (types.length !== layers) {
    throw new ConfigError(`The list of layer types has ${types.length} entries for ${layers} layers.`);
  }
  return types.map((type) => {
    if (typeof type === 'string' && (MAMBA_NAMES.has(type) || /^(full_)?attention$/.test(type))) return type;
    throw new ConfigError(`A layer type must be mamba or attention, got ${show(type)}.`);
  });
}

function graniteFeedForward(fields: Fields): FeedForward {
  const shared = fields.size('shared_intermediate_size');
  return fields.count('num_local_experts', 0) === 0
    ? { kind: 'dense', intermediate: shared, gated: true, bias: false }
    : mixture(fields, fields.size('intermediate_size'), { sharedIntermediate: shared });
}

function mambaByPrefix(fields: Fields, normed: boolean): Recurrence {
  return mamba2(fields, {
    heads: fields.size('mamba_n_heads'),
    headDim: fields.size('mamba_d_head'),
    groups: fields.size('mamba_n_groups'),
    stateSize: fields.size('mamba_d_state'),
    convKernel: fields.size('mamba_d_conv'),
    convBias: fields.flag('mamba_conv_bias', true),
    bias: fields.flag('mamba_proj_bias', false),
    normed,
  });
}

/** LFM2: gated short convolutions with a few layers of attention; experts in the mixtures, dense layers first. */
export const lfm2: Family = {
  modelTypes: ['lfm2', 'lfm2_moe'],
  needs: [
    ...CORE,
    'num_key_value_heads',
    'intermediate_size',
    ['layer_types', 'full_attn_idxs'],
    'conv_L_cache',
  ],
  read(fields) {
    const isConvolution = convolutionLayers(fields);
    const recurrence = shortConvolution(fields);
    return readDecoder(fields, {
      tied: true,
      qkNorm: 'head',
      recurrence: (layer) => (isConvolution(layer) ? recurrence : null),
      feedForward: lfm2FeedForward(fields),
      modules: { gate: 'w1', up: 'w3', down: 'w2', output: 'out_proj', finalNorm: 'embedding_norm' },
    });
  },
};

function convolutionLayers(fields: Fields): (layer: number) => boolean {
  const types = fields.list('layer_types');
  if (types) return (layer) => types[layer] === 'conv';
  const attending = fields.list('full_attn_idxs') ?? [];
  return (layer) => !attending.includes(layer);
}

/** Lfm2ShortConv of transformers: a gate before and one behind, which in_proj makes beside the values. */
function shortConvolution(fields: Fields): Recurrence {
  const bias = fields.flag('conv_bias', false);
  return {
    kind: 'short-conv',
    heads: 0,
    keyHeads: 0,
    keyDim: 0,
    valueDim: 0,
    convKernel: fields.size('conv_L_cache'),
    convChannels: fields.size('hidden_size'),
    convBias: bias,
    bias,
    normWidth: 0,
    stateElementBytes: 4,
  };
}

function lfm2FeedForward(fields: Fields): (layer: number) => FeedForward {
  if (fields.text('model_type') === 'lfm2') return always(adjustedFeedForward(fields));
  const dense = denseFeedForward(fields);
  const moe = mixture(fields, fields.size('moe_intermediate_size'), {
    routerBias: fields.flag('use_expert_bias', true),
  });
  const firstDense = fields.count('num_dense_layers', 2);
  return (layer) => (layer < firstDense ? dense : moe);
}

/** Lfm2MLP: two thirds of `intermediate_size`, multiplied and rounded up, unless the config turns that off. */
function adjustedFeedForward(fields: Fields): FeedForward {
  const stated = fields.size(fields.firstOf('block_ff_dim', 'intermediate_size'));
  const multiple = fields.count('block_multiple_of', 256);
  const adjusted = Math.ceil(Math.floor((2 * stated) / 3) / multiple) * multiple;
  const intermediate = fields.flag('block_auto_adjust_ff_dim', true) ? adjusted : stated;
  return { kind: 'dense', intermediate, gated: true, bias: false };
}
