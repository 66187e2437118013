import { describe, expect, it } from 'vitest';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import { countParameters } from '../../src/architecture/parameters.ts';
import type { Attention, SoftmaxAttention } from '../../src/architecture/types.ts';
import { DEEPSEEK, FALCON, GPT2, GPT_OSS, LLAMA, QWEN3_MOE } from './configs.ts';

function softmax(attention: Attention | undefined): SoftmaxAttention {
  if (attention?.kind !== 'softmax') throw new Error('not softmax attention');
  return attention;
}

const firstAttention = (config: object) => softmax(architectureFromConfig(config).layers[0]?.attention);
const windows = (config: object) =>
  architectureFromConfig(config).layers.map(({ attention }) => softmax(attention).window ?? null);
const kinds = (config: object) =>
  architectureFromConfig(config).layers.map((layer) => layer.feedForward.kind);

describe('attention', () => {
  it('has as many key/value heads as heads where the config states none', () => {
    expect(firstAttention({ ...LLAMA, num_key_value_heads: undefined }).kvHeads).toBe(8);
    expect(firstAttention({ ...LLAMA, num_key_value_heads: null }).kvHeads).toBe(8);
  });

  it('takes head_dim where it is stated and hidden/heads where it is not', () => {
    expect(firstAttention(LLAMA).headDim).toBe(8);
    expect(firstAttention({ ...LLAMA, head_dim: 32 }).headDim).toBe(32);
  });

  it('has the biases of each family, whatever its default', () => {
    const biases = (config: object) => {
      const { qkvBias, outputBias } = firstAttention(config);
      return [qkvBias, outputBias];
    };
    expect(biases(LLAMA)).toEqual([false, false]);
    expect(biases({ ...LLAMA, attention_bias: true })).toEqual([true, true]);
    expect(biases({ ...LLAMA, model_type: 'qwen2' })).toEqual([true, false]);
    expect(biases({ ...LLAMA, model_type: 'glm4', head_dim: 8 })).toEqual([true, false]);
    expect(biases(GPT_OSS)).toEqual([true, true]);
  });

  it('norms queries and keys a head in Qwen3 and over all heads in OLMo 2', () => {
    expect(firstAttention(QWEN3_MOE).qkNormParameters).toBe(2 * 16);
    expect(firstAttention({ ...LLAMA, model_type: 'olmo2' }).qkNormParameters).toBe((8 + 2) * 8);
  });

  it('reads the three kinds of Falcon', () => {
    expect(firstAttention(FALCON).kvHeads).toBe(1);
    expect(firstAttention({ ...FALCON, multi_query: false }).kvHeads).toBe(8);
    expect(firstAttention({ ...FALCON, new_decoder_architecture: true, num_kv_heads: 2 }).kvHeads).toBe(2);
  });
});

describe('windows', () => {
  const gemma = { ...LLAMA, model_type: 'gemma2', head_dim: 8, num_hidden_layers: 4, sliding_window: 64 };

  it('are on every layer of Mistral 7B v0.1 and on none of v0.3', () => {
    expect(windows({ ...LLAMA, model_type: 'mistral', sliding_window: 64 })).toEqual([64, 64, 64]);
    expect(windows({ ...LLAMA, model_type: 'mistral', sliding_window: null })).toEqual([null, null, null]);
  });

  it('are unused in Qwen unless the config uses them', () => {
    const qwen = { ...LLAMA, model_type: 'qwen2', sliding_window: 64, max_window_layers: 1 };
    expect(windows(qwen)).toEqual([null, null, null]);
    expect(windows({ ...qwen, use_sliding_window: true })).toEqual([null, 64, 64]);
  });

  it('alternate in Gemma 2 and gpt-oss, a window first', () => {
    expect(windows(gemma)).toEqual([64, null, 64, null]);
    expect(windows(GPT_OSS)).toEqual([128, null, 128, null]);
  });

  it('are on five of six layers in Gemma 3', () => {
    const gemma3 = { ...gemma, model_type: 'gemma3_text', num_hidden_layers: 7 };
    expect(windows(gemma3)).toEqual([64, 64, 64, 64, 64, null, 64]);
  });

  it('follow layer_types over the rule of the family', () => {
    const layer_types = ['full_attention', 'sliding_attention', 'full_attention', 'full_attention'];
    expect(windows({ ...GPT_OSS, layer_types })).toEqual([null, 128, null, null]);
  });
});

describe('feed-forward layers', () => {
  it('are dense first and experts then in DeepSeek', () => {
    expect(kinds(DEEPSEEK)).toEqual(['dense', 'moe', 'moe']);
    expect(kinds({ ...DEEPSEEK, n_routed_experts: null })).toEqual(['dense', 'dense', 'dense']);
  });

  it('follow decoder_sparse_step and mlp_only_layers in Qwen', () => {
    expect(kinds(QWEN3_MOE)).toEqual(['moe', 'moe', 'moe']);
    expect(kinds({ ...QWEN3_MOE, decoder_sparse_step: 2 })).toEqual(['dense', 'moe', 'dense']);
    expect(kinds({ ...QWEN3_MOE, mlp_only_layers: [2] })).toEqual(['moe', 'moe', 'dense']);
  });

  it('take the number of experts under each of its names', () => {
    const renamed = { ...QWEN3_MOE, num_experts: undefined, num_local_experts: 10 };
    expect(countParameters(architectureFromConfig(renamed))).toEqual(
      countParameters(architectureFromConfig(QWEN3_MOE)),
    );
  });
});

describe('a multimodal config', () => {
  const text_config = {
    model_type: 'gemma3_text',
    hidden_size: 64,
    intermediate_size: 160,
    num_hidden_layers: 3,
  };

  it('is read as its text part, with the defaults that a nested config leaves out', () => {
    const { hiddenSize, vocabSize, modelType, tiedEmbeddings, warnings } = architectureFromConfig({
      model_type: 'gemma3',
      text_config,
      vision_config: {},
    });
    expect({ hiddenSize, vocabSize, modelType, tiedEmbeddings }).toEqual({
      hiddenSize: 64,
      vocabSize: 262_208,
      modelType: 'gemma3_text',
      tiedEmbeddings: true,
    });
    expect(warnings[0]).toContain('is not counted');
    expect(warnings).toContain('num_attention_heads is absent: the default of transformers, 8, was taken.');
  });

  it('finds the type that a nested config does not name', () => {
    const { modelType } = architectureFromConfig({
      model_type: 'gemma3',
      text_config: { ...text_config, model_type: undefined },
    });
    expect(modelType).toBe('gemma3_text');
  });

  it('is said to be partly counted where it is flat', () => {
    const { warnings } = architectureFromConfig({ ...LLAMA, model_type: 'qwen2_vl', vision_config: {} });
    expect(warnings).toHaveLength(1);
  });
});

describe('an unknown model type', () => {
  const unknown = { ...LLAMA, model_type: 'newmodel' };

  it('is read like Llama, with a warning', () => {
    const architecture = architectureFromConfig(unknown);
    expect(countParameters(architecture)).toEqual(countParameters(architectureFromConfig(LLAMA)));
    expect(architecture.warnings.join()).toContain('"newmodel" is not known');
  });

  it('is read with its experts, and with latent attention, where its fields say so', () => {
    expect(kinds({ ...DEEPSEEK, model_type: 'newmodel' })).toEqual(['dense', 'moe', 'moe']);
    const { layers } = architectureFromConfig({ ...DEEPSEEK, model_type: 'newmodel' });
    expect(layers[0]?.attention.kind).toBe('mla');
  });

  it('says what is not counted', () => {
    const warnings = (more: object) => architectureFromConfig({ ...unknown, ...more }).warnings.join(' ');
    expect(warnings({ index_topk: 2048 })).toContain('indexer');
    expect(warnings({ hidden_act: 'gelu' })).toContain('two matrices');
  });

  it.each([
    { mamba_d_state: 128 },
    { linear_num_key_heads: 16 },
    { layer_types: ['linear_attention', 'full_attention', 'full_attention'] },
    { is_encoder_decoder: true },
  ])('is refused where %o makes it another structure', (more) => {
    expect(() => architectureFromConfig({ ...unknown, ...more })).toThrow();
  });
});

it('reads GPT-2 by its own names', () => {
  const { positionEmbeddings, maxContext, tiedEmbeddings, warnings } = architectureFromConfig(GPT2);
  expect({ positionEmbeddings, maxContext, tiedEmbeddings }).toEqual({
    positionEmbeddings: 128,
    maxContext: 128,
    tiedEmbeddings: true,
  });
  expect(warnings).toEqual([]);
});
