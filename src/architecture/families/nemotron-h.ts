import { ConfigError } from '../config-error.ts';
import { always, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { Fields, show } from '../fields.ts';
import { mixture } from '../mixture.ts';
import { mamba2 } from '../recurrence.ts';
import type { FeedForward, Layer, NoAttention, NoFeedForward } from '../types.ts';

type Block = 'mamba' | 'attention' | 'mlp' | 'moe';

const NONE: NoAttention & NoFeedForward = { kind: 'none' };
const PATTERN: Readonly<Record<string, Block>> = { M: 'mamba', '*': 'attention', '-': 'mlp', E: 'moe' };
const NAMES: Readonly<Record<string, Block>> = {
  mamba: 'mamba',
  linear_attention: 'mamba',
  attention: 'attention',
  full_attention: 'attention',
  mlp: 'mlp',
  moe: 'moe',
};

/** Every layer is one block, a mixer or a feed-forward of two matrices, behind one norm. */
export const nemotronH: Family = {
  modelTypes: ['nemotron_h'],
  needs: [
    'hidden_size',
    'vocab_size',
    'num_attention_heads',
    'num_key_value_heads',
    'head_dim',
    'mamba_num_heads',
    'mamba_head_dim',
    'ssm_state_size',
    'n_groups',
    'conv_kernel',
    ['hybrid_override_pattern', 'layers_block_type', 'layer_types'],
  ],
  read(fields) {
    const blocks = blocksOf(fields);
    const base = readDecoder(
      new Fields({ ...fields.all(), num_hidden_layers: blocks.length, layer_types: undefined }),
      { normsPerLayer: 1, feedForward: always(NONE) },
    );
    const recurrence = mamba2(fields, {
      heads: fields.size('mamba_num_heads'),
      headDim: fields.size('mamba_head_dim'),
      groups: fields.size('n_groups'),
      stateSize: fields.size('ssm_state_size'),
      convKernel: fields.size('conv_kernel'),
      convBias: fields.flag('use_conv_bias', true),
      bias: fields.flag('use_bias', false),
      normed: true,
    });
    const feedForwards = { mlp: () => feedForward(fields), moe: () => experts(fields) };
    return {
      ...base,
      layers: base.layers.map((layer, index): Layer => {
        const block = blocks[index] ?? 'mlp';
        if (block === 'attention') return layer;
        if (block === 'mamba') return { ...layer, attention: NONE, recurrence };
        return { ...layer, attention: NONE, feedForward: feedForwards[block]() };
      }),
      modules: { embedding: 'embeddings', finalNorm: 'norm_f' },
    };
  },
};

/** One letter a layer in the published configs, one name in those that transformers writes. */
function blocksOf(fields: Fields): readonly Block[] {
  const pattern = fields.text('hybrid_override_pattern');
  const named = fields.list(fields.firstOf('layers_block_type', 'layer_types')) ?? [];
  const stated: readonly unknown[] = pattern === null ? named : pattern.split('');
  return stated.map((value) => {
    const block = typeof value === 'string' ? (PATTERN[value] ?? NAMES[value]) : undefined;
    if (block === undefined) throw new ConfigError(`A Nemotron-H layer cannot be ${show(value)}.`);
    return block;
  });
}

function feedForward(fields: Fields): FeedForward {
  return {
    kind: 'dense',
    intermediate: fields.size('intermediate_size'),
    gated: false,
    bias: fields.flag('mlp_bias', false),
  };
}

function experts(fields: Fields): FeedForward {
  return mixture(fields, fields.size('moe_intermediate_size'), {
    gated: false,
    sharedIntermediate: fields.size('moe_shared_expert_intermediate_size'),
    routerBias: true,
    ...(fields.has('moe_latent_size') && { latent: fields.size('moe_latent_size') }),
  });
}
