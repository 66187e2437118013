import { CORE, denseFeedForward, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import type { Fields } from '../fields.ts';
import { EXPERTS, mixture, sparseSteps } from '../mixture.ts';
import { patternedWindow, uniformWindow } from '../windows.ts';
import type { Windows } from '../windows.ts';

/** Biases on queries, keys and values, whatever the config says; a window only where `use_sliding_window` is true. */
export const qwen2: Family = {
  modelTypes: ['qwen2', 'qwen2_vl', 'qwen2_vl_text', 'qwen2_5_vl', 'qwen2_5_vl_text'],
  needs: [...CORE, 'intermediate_size', 'num_key_value_heads'],
  read: (fields) => readDecoder(fields, { qkvBias: true, window: laterWindows(fields) }),
};

export const qwen3: Family = {
  modelTypes: ['qwen3', 'qwen3_vl_text'],
  needs: [...CORE, 'intermediate_size', 'num_key_value_heads', 'head_dim'],
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    return readDecoder(fields, {
      qkvBias: attentionBias,
      outputBias: attentionBias,
      qkNorm: 'head',
      window: laterWindows(fields),
    });
  },
};

const MIXTURE = [...CORE, 'num_key_value_heads', EXPERTS, 'num_experts_per_tok', 'moe_intermediate_size'];

export const qwen2Moe: Family = {
  modelTypes: ['qwen2_moe'],
  needs: [...MIXTURE, 'shared_expert_intermediate_size'],
  read(fields) {
    const lastWindowed = fields.count('max_window_layers', 28);
    return readDecoder(fields, {
      qkvBias: fields.flag('qkv_bias', true),
      window: whereUsed(fields, () =>
        patternedWindow(fields, (layer) => layer % 2 === 0 && layer < lastWindowed),
      ),
      feedForward: sparseSteps(
        fields,
        () => denseFeedForward(fields),
        () =>
          mixture(fields, fields.size('moe_intermediate_size'), {
            sharedIntermediate: fields.size('shared_expert_intermediate_size'),
            sharedGate: true,
          }),
      ),
    });
  },
};

export const qwen3Moe: Family = {
  modelTypes: ['qwen3_moe', 'qwen3_vl_moe_text'],
  needs: MIXTURE,
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    return readDecoder(fields, {
      qkvBias: attentionBias,
      outputBias: attentionBias,
      qkNorm: 'head',
      window: whereUsed(fields, () => uniformWindow(fields)),
      feedForward: sparseSteps(
        fields,
        () => denseFeedForward(fields),
        () => mixture(fields, fields.size('moe_intermediate_size')),
      ),
    });
  },
};

/** Windows from layer `max_window_layers` on. */
function laterWindows(fields: Fields): Windows {
  const firstWindowed = fields.count('max_window_layers', 28);
  return whereUsed(fields, () => patternedWindow(fields, (layer) => layer >= firstWindowed));
}

function whereUsed(fields: Fields, windows: () => Windows): Windows {
  return fields.flag('use_sliding_window', false) ? windows() : () => null;
}
