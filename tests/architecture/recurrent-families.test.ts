import { describe, expect, it } from 'vitest';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import { countParameters } from '../../src/architecture/parameters.ts';
import { stateElements } from '../../src/architecture/recurrence.ts';
import { DEEPSEEK, LLAMA, QWEN3_MOE } from './configs.ts';

const LINEAR = {
  linear_num_value_heads: 4,
  linear_num_key_heads: 2,
  linear_key_head_dim: 8,
  linear_value_head_dim: 16,
  linear_conv_kernel_dim: 4,
};
const NEXT = {
  ...QWEN3_MOE,
  ...LINEAR,
  model_type: 'qwen3_next',
  num_hidden_layers: 4,
  shared_expert_intermediate_size: 24,
};

const layersOf = (config: object) => architectureFromConfig(config).layers;
const mixers = (config: object) =>
  layersOf(config).map(({ attention, recurrence }) => recurrence?.kind ?? attention.kind);

describe('layers with a recurrence in place of attention', () => {
  it('are three of four in Qwen3-Next, or as the config says', () => {
    expect(mixers(NEXT)).toEqual(['gated-deltanet', 'gated-deltanet', 'gated-deltanet', 'softmax']);
    const layer_types = ['full_attention', 'linear_attention', 'full_attention', 'linear_attention'];
    expect(mixers({ ...NEXT, layer_types })).toEqual([
      'softmax',
      'gated-deltanet',
      'softmax',
      'gated-deltanet',
    ]);
    expect(mixers({ ...NEXT, full_attention_interval: 2 })[1]).toBe('softmax');
  });

  it('are listed by 0 in MiniMax-Text-01', () => {
    const config = { ...QWEN3_MOE, model_type: 'minimax_text_01', attn_type_list: [0, 0, 1] };
    expect(mixers(config)).toEqual(['lightning', 'lightning', 'softmax']);
    expect(() => architectureFromConfig({ ...config, attn_type_list: [0] })).toThrow('attn_type_list');
  });

  it('are those that full_attn_layers, counted from 1, leaves out in Kimi Linear', () => {
    const linear_attn_config = {
      full_attn_layers: [3],
      head_dim: 8,
      num_heads: 4,
      short_conv_kernel_size: 4,
    };
    const config = { ...DEEPSEEK, model_type: 'kimi_linear', num_experts: 10, linear_attn_config };
    expect(mixers(config)).toEqual(['kda', 'kda', 'mla']);
    expect(() =>
      architectureFromConfig({
        ...config,
        linear_attn_config: { ...linear_attn_config, full_attn_layers: [9] },
      }),
    ).toThrow('from 1 to 3');
  });

  it('stand alone in Nemotron-H, one block a layer', () => {
    const layers = layersOf({
      ...LLAMA,
      model_type: 'nemotron_h',
      head_dim: 8,
      hybrid_override_pattern: 'M-*',
      mamba_num_heads: 4,
      mamba_head_dim: 16,
      ssm_state_size: 8,
      n_groups: 2,
      conv_kernel: 4,
    });
    const kinds = layers.map(({ attention, recurrence, feedForward }) => [
      attention.kind,
      recurrence?.kind,
      feedForward.kind,
    ]);
    expect(kinds).toEqual([
      ['none', 'mamba2', 'none'],
      ['none', undefined, 'dense'],
      ['softmax', undefined, 'none'],
    ]);
  });
});

describe('a recurrent state', () => {
  it('is a matrix for each value head and the last inputs of the convolution', () => {
    const recurrence = layersOf(NEXT)[0]?.recurrence;
    if (!recurrence) throw new Error('no recurrence');
    expect(stateElements(recurrence)).toBe(4 * 8 * 16 + 3 * (2 * 2 * 8 + 4 * 16));
    expect(recurrence.stateElementBytes).toBe(4);
    const narrow = layersOf({ ...NEXT, mamba_ssm_dtype: 'bfloat16' })[0]?.recurrence;
    expect(narrow?.stateElementBytes).toBe(2);
  });
});

describe('attention', () => {
  it('has queries twice as wide where q_proj makes a gate', () => {
    const gated = layersOf(NEXT)[3]?.attention;
    expect(gated?.kind === 'softmax' && gated.outputGate).toBe(true);
  });

  it('has an indexer in DeepSeek-V3.2, on some layers alone where the config says so', () => {
    const sparse = {
      ...DEEPSEEK,
      model_type: 'deepseek_v32',
      index_n_heads: 2,
      index_head_dim: 8,
      index_topk: 64,
    };
    const indexer = 48 * 2 * 8 + 64 * 8 + 2 * 8 + 64 * 2;
    const total = (config: object) => countParameters(architectureFromConfig(config)).total;
    const dense = total({ ...DEEPSEEK });
    expect(total(sparse) - dense).toBe(3 * indexer);
    expect(total({ ...sparse, indexer_types: ['full', 'shared', 'shared'] }) - dense).toBe(indexer);
    expect(total({ ...sparse, index_topk_pattern: 'FFS' }) - dense).toBe(2 * indexer);
  });

  it('reuses keys and values in the last layers of Gemma 4, and makes values from keys where it says so', () => {
    const gemma = {
      ...LLAMA,
      model_type: 'gemma4_text',
      head_dim: 8,
      global_head_dim: 16,
      sliding_window: 32,
      hidden_size_per_layer_input: 4,
      vocab_size_per_layer_input: 1000,
      layer_types: ['sliding_attention', 'full_attention', 'sliding_attention'],
    };
    const sharing = (config: object) =>
      layersOf(config).map(({ attention }) => (attention.kind === 'softmax' ? attention.sharing : null));
    expect(sharing({ ...gemma, num_kv_shared_layers: 1 })).toEqual([undefined, undefined, 'layer']);
    expect(sharing({ ...gemma, attention_k_eq_v: true })).toEqual([undefined, 'key', undefined]);
    const { byRole } = countParameters(architectureFromConfig(gemma));
    expect(byRole.embedding).toBe(1000 * 64 + 1000 * 3 * 4);
  });

  it('is chunked on the layers with RoPE in Llama 4', () => {
    const layers = layersOf({
      ...LLAMA,
      model_type: 'llama4_text',
      num_hidden_layers: 4,
      head_dim: 8,
      intermediate_size_mlp: 320,
      num_local_experts: 4,
      num_experts_per_tok: 1,
      interleave_moe_layer_step: 2,
      attention_chunk_size: 16,
    });
    const chunks = layers.map(({ attention }) => (attention.kind === 'softmax' ? attention.window : null));
    expect(chunks).toEqual([16, 16, 16, undefined]);
    expect(layers.map(({ feedForward }) => feedForward.kind)).toEqual(['dense', 'moe', 'dense', 'moe']);
  });
});
