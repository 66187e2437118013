import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, architectureFromConfig } from '../../src/architecture/from-config.ts';
import { countParameters } from '../../src/architecture/parameters.ts';
import { DEEPSEEK, FALCON, GPT2, GPT_OSS, LLAMA, QWEN3_MOE } from './configs.ts';

const CONFIGS = [LLAMA, QWEN3_MOE, DEEPSEEK, GPT_OSS, FALCON, GPT2];

function errorOf(config: unknown): ConfigError {
  try {
    architectureFromConfig(config);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the config was accepted');
}

describe('missing fields', () => {
  it('are all named at once, with what is asked for', () => {
    const { missing, message } = errorOf({ model_type: 'llama', hidden_size: 64 });
    expect(missing).toEqual(['num_hidden_layers', 'num_attention_heads', 'vocab_size', 'intermediate_size']);
    expect(message).toContain('pass the whole config.json');
  });

  it('count as missing where they are null, unless null means something', () => {
    expect(errorOf({ ...LLAMA, hidden_size: null }).missing).toEqual(['hidden_size']);
    expect(errorOf({ ...LLAMA, model_type: 'mistral' }).missing).toEqual(['sliding_window']);
    expect(
      architectureFromConfig({ ...LLAMA, model_type: 'mistral', sliding_window: null }).layers,
    ).toHaveLength(3);
    expect(errorOf({ ...DEEPSEEK, q_lora_rank: undefined, kv_lora_rank: undefined }).missing).toContain(
      'kv_lora_rank',
    );
  });

  it('are told by every name that would do', () => {
    const { message } = errorOf({ ...QWEN3_MOE, num_experts: undefined });
    expect(message).toContain('num_experts or num_local_experts or n_routed_experts');
  });

  it('are found where one field calls for another', () => {
    expect(errorOf({ ...FALCON, new_decoder_architecture: true }).missing).toEqual(['num_kv_heads']);
    expect(errorOf({ ...LLAMA, model_type: 'x', kv_lora_rank: 4 }).missing).toContain('v_head_dim');
    expect(errorOf({ ...LLAMA, model_type: 'x', num_experts: 4 }).missing).toEqual(['num_experts_per_tok']);
  });
});

describe('impossible values', () => {
  it.each([
    [{ hidden_size: '4096' }, 'hidden_size must be a whole number from 1 to 10,000,000, got the text "4096"'],
    [{ num_hidden_layers: 2_001 }, 'from 1 to 2,000'],
    [{ num_hidden_layers: 1e300 }, 'from 1 to 2,000'],
    [{ vocab_size: 0 }, 'vocab_size'],
    [{ intermediate_size: -1 }, 'intermediate_size'],
    [{ intermediate_size: 1.5 }, 'intermediate_size'],
    [{ hidden_size: Number.NaN }, 'hidden_size'],
    [{ num_attention_heads: Number.POSITIVE_INFINITY }, 'num_attention_heads'],
    [{ num_attention_heads: 8, num_key_value_heads: 3 }, 'multiple of num_key_value_heads'],
    [{ num_attention_heads: 7, num_key_value_heads: 7 }, 'not divisible by 7'],
    [{ tie_word_embeddings: 'no' }, 'true or false'],
    [{ hidden_size: 10_000_000, num_attention_heads: 8, intermediate_size: 10_000_000 }, '10^15'],
  ])('%o', (more, message) => {
    expect(errorOf({ ...LLAMA, ...more }).message).toContain(message);
  });

  it('are found in mixtures and lists too', () => {
    expect(errorOf({ ...QWEN3_MOE, num_experts_per_tok: 11 }).message).toContain('exceeds');
    expect(errorOf({ ...QWEN3_MOE, num_experts: 1e6 }).message).toContain('100,000');
    expect(errorOf({ ...QWEN3_MOE, mlp_only_layers: ['a'] }).message).toContain('layer numbers');
    expect(errorOf({ ...GPT_OSS, layer_types: ['full_attention'] }).message).toContain(
      '1 entries for 4 layers',
    );
    expect(errorOf({ ...GPT_OSS, layer_types: 'full' }).message).toContain('must be a list');
    expect(errorOf({ ...GPT_OSS, layer_types: Array(4).fill('mamba') }).message).toContain('mamba');
  });
});

it.each([undefined, null, 7, 'llama', [LLAMA], true])('refuses %o', (config) => {
  expect(errorOf(config).message).toContain('config.json');
});

it('never lets anything but a ConfigError or whole numbers out, whatever it is given', () => {
  const names = [...new Set(CONFIGS.flatMap((config) => Object.keys(config)))];
  const spoiled = fc.tuple(
    fc.constantFrom(...CONFIGS),
    fc.dictionary(
      fc.constantFrom(...names, 'text_config', 'layer_types', 'head_dim', 'sliding_window', '__proto__'),
      fc.oneof(fc.jsonValue(), fc.integer(), fc.double(), fc.constant(undefined)),
      { maxKeys: 4 },
    ),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        spoiled.map(([config, more]) => ({ ...config, ...more })),
      ),
      (config) => {
        let counted;
        try {
          counted = countParameters(architectureFromConfig(config));
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          return;
        }
        for (const parameters of [counted.total, counted.active, ...Object.values(counted.byRole)]) {
          expect(Number.isSafeInteger(parameters) && parameters >= 0).toBe(true);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
