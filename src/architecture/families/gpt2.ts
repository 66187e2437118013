import { evenHeadDim } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import type { Layer } from '../types.ts';

/** Learned absolute positions, LayerNorms and biases throughout, no gate. */
export const gpt2: Family = {
  modelTypes: ['gpt2'],
  needs: [
    ['n_embd', 'hidden_size'],
    ['n_layer', 'num_hidden_layers'],
    ['n_head', 'num_attention_heads'],
    ['n_positions', 'max_position_embeddings'],
    'vocab_size',
  ],
  read(fields) {
    const hidden = fields.size(fields.firstOf('n_embd', 'hidden_size'));
    const heads = fields.size(fields.firstOf('n_head', 'num_attention_heads'));
    const positions = fields.size(fields.firstOf('n_positions', 'max_position_embeddings'));
    const layer: Layer = {
      attention: {
        kind: 'softmax',
        heads,
        kvHeads: heads,
        headDim: evenHeadDim(hidden, heads),
        qkvBias: true,
        outputBias: true,
        qkNormParameters: 0,
        sinks: false,
      },
      feedForward: {
        kind: 'dense',
        intermediate: fields.has('n_inner') ? fields.size('n_inner') : 4 * hidden,
        gated: false,
        bias: true,
      },
      normParameters: 4 * hidden,
    };
    return {
      modelType: 'gpt2',
      hiddenSize: hidden,
      vocabSize: fields.size('vocab_size'),
      positionEmbeddings: positions,
      tiedEmbeddings: fields.flag('tie_word_embeddings', true),
      maxContext: positions,
      layers: Array.from(
        { length: fields.size(fields.firstOf('n_layer', 'num_hidden_layers')) },
        () => layer,
      ),
      finalNormParameters: 2 * hidden,
      warnings: [],
      modules: {
        embedding: 'wte',
        position: 'wpe',
        qkv: 'c_attn',
        output: 'c_proj',
        up: 'c_fc',
        down: 'c_proj',
        finalNorm: 'ln_f',
      },
    };
  },
};
