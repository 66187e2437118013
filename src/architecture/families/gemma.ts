import { CORE, readDecoder } from '../decoder.ts';
import type { Family, Traits } from '../decoder.ts';
import type { Fields } from '../fields.ts';
import { allButEvery, patternedWindow } from '../windows.ts';

const NEEDS = [...CORE, 'intermediate_size', 'num_key_value_heads', 'head_dim'];

export const gemma: Family = {
  modelTypes: ['gemma'],
  needs: NEEDS,
  read: (fields) => readDecoder(fields, shared(fields)),
};

/** Norms before and behind both halves of a layer; every other layer sees a window only. */
export const gemma2: Family = {
  modelTypes: ['gemma2'],
  needs: [...NEEDS, 'sliding_window'],
  read: (fields) =>
    readDecoder(fields, {
      ...shared(fields),
      normsPerLayer: 4,
      window: patternedWindow(fields, allButEvery(2)),
    }),
};

/** Five windowed layers to one that sees everything, and norms on queries and keys. */
export const gemma3: Family = {
  modelTypes: ['gemma3_text'],
  needs: [...NEEDS, 'sliding_window'],
  nestedDefaults: {
    vocab_size: 262_208,
    num_hidden_layers: 26,
    hidden_size: 2304,
    intermediate_size: 9216,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    head_dim: 256,
    sliding_window: 4096,
    max_position_embeddings: 131_072,
  },
  read(fields) {
    const period = fields.has('sliding_window_pattern') ? fields.size('sliding_window_pattern') : 6;
    return readDecoder(fields, {
      ...shared(fields),
      normsPerLayer: 4,
      qkNorm: 'head',
      window: patternedWindow(fields, allButEvery(period)),
    });
  },
};

function shared(fields: Fields): Traits {
  const attentionBias = fields.flag('attention_bias', false);
  return { tied: true, qkvBias: attentionBias, outputBias: attentionBias };
}
