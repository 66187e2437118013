import { CORE, denseFeedForward, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import type { Fields } from '../fields.ts';
import { EXPERTS, mixture, sparseSteps } from '../mixture.ts';
import { gatedDeltaNet } from '../recurrence.ts';
import type { FeedForward, ModelArchitecture } from '../types.ts';
import { allButEvery, layerTypes } from '../windows.ts';

const NEEDS = [
  ...CORE,
  'num_key_value_heads',
  'head_dim',
  'linear_num_value_heads',
  'linear_num_key_heads',
  'linear_key_head_dim',
  'linear_value_head_dim',
  'linear_conv_kernel_dim',
];
const MIXTURE = [
  ...NEEDS,
  EXPERTS,
  'num_experts_per_tok',
  'moe_intermediate_size',
  'shared_expert_intermediate_size',
];

/** Three layers of Gated DeltaNet to one of gated attention, and experts with a gated shared one. Qwen3.5's are alike. */
export const qwen3Next: Family = {
  modelTypes: ['qwen3_next', 'qwen3_5_moe_text'],
  needs: MIXTURE,
  read: (fields) =>
    readHybrid(
      fields,
      sparseSteps(
        fields,
        () => denseFeedForward(fields),
        () =>
          mixture(fields, fields.size('moe_intermediate_size'), {
            sharedIntermediate: fields.size('shared_expert_intermediate_size'),
            sharedGate: true,
          }),
      ),
    ),
};

/** Qwen3.5, 3.6 and 3.8 dense: the same mixers with a gated feed-forward. */
export const qwen35: Family = {
  modelTypes: ['qwen3_5_text'],
  needs: [...NEEDS, 'intermediate_size'],
  read(fields) {
    const dense = denseFeedForward(fields);
    return readHybrid(fields, () => dense);
  },
};

function readHybrid(fields: Fields, feedForward: (layer: number) => FeedForward): ModelArchitecture {
  const attentionBias = fields.flag('attention_bias', false);
  const recurrence = gatedDeltaNet(fields);
  const isLinear = linearLayers(fields);
  return readDecoder(fields, {
    qkvBias: attentionBias,
    outputBias: attentionBias,
    outputGate: true,
    qkNorm: 'head',
    recurrence: (layer) => (isLinear(layer) ? recurrence : null),
    feedForward,
  });
}

/** By `layer_types`, else every `full_attention_interval`-th layer attends, the fourth where that is absent too. */
function linearLayers(fields: Fields): (layer: number) => boolean {
  const types = layerTypes(fields, ['linear_attention', 'full_attention']);
  if (types) return (layer) => types[layer] === 'linear_attention';
  return allButEvery(fields.has('full_attention_interval') ? fields.size('full_attention_interval') : 4);
}
