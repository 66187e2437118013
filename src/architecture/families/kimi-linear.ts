import { ConfigError } from '../config-error.ts';
import { CORE, always, denseFeedForward, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { Fields } from '../fields.ts';
import { afterFirstDense, mixture } from '../mixture.ts';
import { stateElementBytes } from '../recurrence.ts';
import type { Recurrence } from '../types.ts';
import { LATENT, latentAttention } from './deepseek.ts';

/** Kimi Linear: three layers of Kimi Delta Attention to one of MLA without RoPE, and DeepSeek-V3's experts. */
export const kimiLinear: Family = {
  modelTypes: ['kimi_linear'],
  needs: [
    ...CORE,
    ...LATENT,
    'linear_attn_config',
    'num_experts',
    ['num_experts_per_token', 'num_experts_per_tok'],
    'moe_intermediate_size',
  ],
  read(fields) {
    const linear = new Fields(fields.object('linear_attn_config') ?? {});
    const recurrence = deltaAttention(fields, linear);
    const attends = attendingLayers(fields, linear);
    const width = fields.size('moe_intermediate_size');
    return readDecoder(fields, {
      attention: always(latentAttention(fields)),
      recurrence: (layer) => (attends.has(layer) ? null : recurrence),
      feedForward: afterFirstDense(
        fields,
        () => denseFeedForward(fields),
        () =>
          mixture(fields, width, {
            sharedIntermediate: width * fields.count('num_shared_experts', 0),
            routerBias: true,
          }),
      ),
    });
  },
};

/** KimiLinearDeltaAttention of transformers; checkpoints store its convolution as three. */
function deltaAttention(fields: Fields, linear: Fields): Recurrence {
  const [heads, headDim] = [linear.size('num_heads'), linear.size('head_dim')];
  return {
    kind: 'kda',
    heads,
    keyHeads: heads,
    keyDim: headDim,
    valueDim: headDim,
    convKernel: linear.size('short_conv_kernel_size'),
    convChannels: 3 * heads * headDim,
    convBias: false,
    bias: false,
    normWidth: headDim,
    stateElementBytes: stateElementBytes(fields),
  };
}

/** `full_attn_layers` counts from 1. */
function attendingLayers(fields: Fields, linear: Fields): ReadonlySet<number> {
  const layers = fields.size('num_hidden_layers');
  const listed = linear.list('full_attn_layers');
  if (!listed) throw new ConfigError('linear_attn_config lacks full_attn_layers.', ['linear_attn_config']);
  return new Set(
    listed.map((layer) => {
      if (typeof layer !== 'number' || !Number.isInteger(layer) || layer < 1 || layer > layers) {
        throw new ConfigError(`full_attn_layers must list layers from 1 to ${layers}.`);
      }
      return layer - 1;
    }),
  );
}
