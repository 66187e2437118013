import { checkGroups, evenHeadDim, CORE } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import type { Layer } from '../types.ts';

/** Phi-1, Phi-1.5 and Phi-2: attention beside an ungated MLP behind one LayerNorm, biases throughout, the head's included. */
export const phi: Family = {
  modelTypes: ['phi'],
  needs: [...CORE, 'intermediate_size'],
  read(fields) {
    const hidden = fields.size('hidden_size');
    const vocabulary = fields.size('vocab_size');
    const heads = fields.size('num_attention_heads');
    const kvHeads = fields.has('num_key_value_heads') ? fields.size('num_key_value_heads') : heads;
    checkGroups(heads, kvHeads);
    const headDim = evenHeadDim(hidden, heads);
    const layer: Layer = {
      attention: {
        kind: 'softmax',
        heads,
        kvHeads,
        headDim,
        qkvBias: true,
        outputBias: true,
        qkNormParameters: fields.flag('qk_layernorm', false) ? 4 * headDim : 0,
        sinks: false,
      },
      feedForward: {
        kind: 'dense',
        intermediate: fields.size('intermediate_size'),
        gated: false,
        bias: true,
      },
      normParameters: 2 * hidden,
      parallelBlock: true,
    };
    return {
      modelType: 'phi',
      hiddenSize: hidden,
      vocabSize: vocabulary,
      positionEmbeddings: 0,
      tiedEmbeddings: fields.flag('tie_word_embeddings', false),
      maxContext: fields.count('max_position_embeddings', null),
      layers: Array.from({ length: fields.size('num_hidden_layers') }, () => layer),
      // The bias of the head stands with the norm before it.
      finalNormParameters: 2 * hidden + vocabulary,
      warnings: [],
      modules: { output: 'dense', up: 'fc1', down: 'fc2', finalNorm: 'final_layernorm' },
    };
  },
};
