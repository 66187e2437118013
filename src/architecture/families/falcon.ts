import { checkGroups, evenHeadDim } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { ConfigError } from '../config-error.ts';
import type { Fields } from '../fields.ts';
import type { Layer } from '../types.ts';

/** Falcon 7B (one key/value head) and 40B, 180B (`new_decoder_architecture`): no gate, attention beside the MLP. */
export const falcon: Family = {
  modelTypes: ['falcon', 'RefinedWebModel', 'RefinedWeb'],
  needs: ['hidden_size', ['num_hidden_layers', 'n_layer'], ['num_attention_heads', 'n_head'], 'vocab_size'],
  read(fields) {
    const hidden = fields.size('hidden_size');
    const layer = readLayer(fields, hidden);
    return {
      modelType: 'falcon',
      hiddenSize: hidden,
      vocabSize: fields.size('vocab_size'),
      positionEmbeddings: 0,
      tiedEmbeddings: fields.flag('tie_word_embeddings', true),
      maxContext: fields.count('max_position_embeddings', null),
      layers: Array.from(
        { length: fields.size(fields.firstOf('num_hidden_layers', 'n_layer')) },
        () => layer,
      ),
      finalNormParameters: 2 * hidden,
      warnings: [],
      modules: {
        embedding: 'word_embeddings',
        qkv: 'query_key_value',
        output: 'dense',
        up: 'dense_h_to_4h',
        down: 'dense_4h_to_h',
        finalNorm: 'ln_f',
      },
    };
  },
};

function readLayer(fields: Fields, hidden: number): Layer {
  const heads = fields.size(fields.firstOf('num_attention_heads', 'n_head'));
  const newArchitecture = fields.flag('new_decoder_architecture', false);
  const bias = fields.flag('bias', false);
  const kvHeads = readKvHeads(fields, heads, newArchitecture);
  checkGroups(heads, kvHeads);
  return {
    attention: {
      kind: 'softmax',
      heads,
      kvHeads,
      headDim: evenHeadDim(hidden, heads),
      qkvBias: bias,
      outputBias: bias,
      qkNormParameters: 0,
      sinks: false,
    },
    feedForward: {
      kind: 'dense',
      intermediate: fields.has('ffn_hidden_size') ? fields.size('ffn_hidden_size') : 4 * hidden,
      gated: false,
      bias,
    },
    normParameters: layerNorms(fields, newArchitecture) * 2 * hidden,
    parallelBlock: fields.flag('parallel_attn', true),
  };
}

/** FalconAttention ignores `num_kv_heads` unless the architecture is the new one. */
function readKvHeads(fields: Fields, heads: number, newArchitecture: boolean): number {
  if (!newArchitecture) return fields.flag('multi_query', true) ? 1 : heads;
  const name = fields.firstOf('num_kv_heads', 'n_head_kv');
  if (!fields.has(name)) {
    throw new ConfigError('The config has new_decoder_architecture and lacks num_kv_heads.', [
      'num_kv_heads',
    ]);
  }
  return fields.size(name);
}

/** Beside each other, attention and MLP share one LayerNorm unless the config gives each its own. */
function layerNorms(fields: Fields, newArchitecture: boolean): number {
  if (!fields.flag('parallel_attn', true)) return 2;
  return fields.count('num_ln_in_parallel_attn', newArchitecture ? 2 : 1) === 2 ? 2 : 1;
}
