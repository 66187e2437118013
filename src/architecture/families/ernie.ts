import { CORE, denseFeedForward, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import type { Fields } from '../fields.ts';
import { mixture } from '../mixture.ts';
import type { FeedForward } from '../types.ts';

const NEEDS = [...CORE, 'intermediate_size', 'num_key_value_heads'];

/** Llama with one switch for every bias. */
export const ernie: Family = {
  modelTypes: ['ernie4_5'],
  needs: NEEDS,
  read(fields) {
    const bias = fields.flag('use_bias', false);
    return readDecoder(fields, { tied: true, qkvBias: bias, outputBias: bias, mlpBias: bias });
  },
};

/** Experts from `moe_layer_start_index` to `moe_layer_end_index`, with shared ones and a correction bias. */
export const ernieMoe: Family = {
  modelTypes: ['ernie4_5_moe'],
  needs: [...NEEDS, 'moe_num_experts', 'moe_k', 'moe_intermediate_size'],
  read(fields) {
    const bias = fields.flag('use_bias', false);
    return readDecoder(fields, {
      tied: true,
      qkvBias: bias,
      outputBias: bias,
      feedForward: feedForwards(fields, bias),
    });
  },
};

function feedForwards(fields: Fields, bias: boolean): (layer: number) => FeedForward {
  const dense = denseFeedForward(fields, bias);
  const width = fields.size('moe_intermediate_size');
  const moe = mixture(fields, width, {
    sharedIntermediate: width * fields.count('moe_num_shared_experts', 0),
    routerBias: true,
  });
  const [first, interval] = [fields.count('moe_layer_start_index', 1), fields.count('moe_layer_interval', 1)];
  const last = fields.count('moe_layer_end_index', fields.size('num_hidden_layers') - 1);
  const isMoe = (layer: number) => (layer + 1) % interval === 0 && layer >= first && layer <= last;
  return (layer) => (isMoe(layer) ? moe : dense);
}
