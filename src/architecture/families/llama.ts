import { CORE, always, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { EXPERTS, mixture } from '../mixture.ts';
import { allButEvery, patternedWindow, uniformWindow } from '../windows.ts';

export const llama: Family = {
  modelTypes: ['llama'],
  needs: [...CORE, 'intermediate_size'],
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    return readDecoder(fields, {
      qkvBias: attentionBias,
      outputBias: attentionBias,
      mlpBias: fields.flag('mlp_bias', false),
    });
  },
};

/** The window is asked for, as transformers would take 4,096 where it is not stated. */
export const mistral: Family = {
  modelTypes: ['mistral', 'ministral', 'ministral3'],
  needs: [...CORE, 'intermediate_size', 'num_key_value_heads', 'sliding_window'],
  read: (fields) => readDecoder(fields, { window: patternedWindow(fields, always(true)) }),
};

export const mixtral: Family = {
  modelTypes: ['mixtral'],
  needs: [...CORE, 'intermediate_size', 'num_key_value_heads', EXPERTS, 'num_experts_per_tok'],
  read: (fields) =>
    readDecoder(fields, {
      window: uniformWindow(fields),
      feedForward: always(mixture(fields, fields.size('intermediate_size'))),
      // The names of the published checkpoints.
      modules: { gate: 'w1', up: 'w3', down: 'w2' },
    }),
};

export const phi3: Family = {
  modelTypes: ['phi3'],
  needs: [...CORE, 'intermediate_size'],
  read: (fields) =>
    readDecoder(fields, {
      window: uniformWindow(fields),
      modules: { qkv: 'qkv_proj', gateUp: 'gate_up_proj' },
    }),
};

/** Norms behind attention and feed-forward only; queries and keys are normed over all heads at once. */
export const olmo2: Family = {
  modelTypes: ['olmo2', 'olmo3'],
  needs: [...CORE, 'intermediate_size'],
  read(fields) {
    const attentionBias = fields.flag('attention_bias', false);
    const isOlmo3 = fields.text('model_type') === 'olmo3';
    return readDecoder(fields, {
      qkvBias: attentionBias,
      outputBias: attentionBias,
      qkNorm: 'projection',
      ...(isOlmo3 && { window: patternedWindow(fields, allButEvery(4)) }),
    });
  },
};
