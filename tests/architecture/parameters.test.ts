import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import { countParameters, parameterGroups } from '../../src/architecture/parameters.ts';
import type { ParameterGroup } from '../../src/architecture/parameters.ts';
import { DEEPSEEK, FALCON, GPT2, GPT_OSS, LLAMA, QWEN3_MOE } from './configs.ts';

const groupsOf = (config: object) => parameterGroups(architectureFromConfig(config));
const totalOf = (config: object) => countParameters(architectureFromConfig(config)).total;

function group(config: object, role: ParameterGroup['role'], name: string): ParameterGroup {
  const found = groupsOf(config).find((one) => one.role === role && one.name === name);
  if (!found) throw new Error(`no ${role} ${name}`);
  return found;
}

describe('parameterGroups', () => {
  it('merges the layers', () => {
    expect(group(LLAMA, 'attention', 'k_proj')).toEqual({
      role: 'attention',
      name: 'k_proj',
      in: 64,
      out: 16,
      parameters: 1024,
      copies: 3,
      activeCopies: 3,
    });
    expect(groupsOf(LLAMA)).toHaveLength(11);
    expect(groupsOf({ ...LLAMA, num_hidden_layers: 2_000 })).toHaveLength(11);
  });

  it('counts each expert as a copy, and those of a token as active', () => {
    const { copies, activeCopies } = group(QWEN3_MOE, 'expert', 'down_proj');
    expect({ copies, activeCopies }).toEqual({ copies: 3 * 10, activeCopies: 3 * 3 });
  });

  it('has biases in the modules that own them', () => {
    expect(group({ ...LLAMA, model_type: 'qwen2' }, 'attention', 'q_proj').parameters).toBe(64 * 64 + 64);
    expect(group({ ...LLAMA, model_type: 'qwen2' }, 'attention', 'o_proj').parameters).toBe(64 * 64);
    expect(group(GPT_OSS, 'router', 'router').parameters).toBe(64 * 10 + 10);
  });

  it('calls modules what the family calls them, fused ones together', () => {
    const names = (config: object) =>
      groupsOf(config).flatMap(({ name, in: inputs }) => (inputs === null ? [] : [name]));
    expect(names({ ...LLAMA, model_type: 'phi3' })).toEqual([
      'embed_tokens',
      'qkv_proj',
      'o_proj',
      'gate_up_proj',
      'down_proj',
      'lm_head',
    ]);
    expect(names(FALCON)).toEqual([
      'word_embeddings',
      'query_key_value',
      'dense',
      'dense_h_to_4h',
      'dense_4h_to_h',
    ]);
    expect(names(GPT2)).toEqual(['wte', 'wpe', 'c_attn', 'c_proj', 'c_fc', 'c_proj']);
    expect(names(DEEPSEEK)).toContain('kv_a_proj_with_mqa');
    expect(names({ ...DEEPSEEK, q_lora_rank: null })).toContain('q_proj');
  });

  it('has the sinks of gpt-oss, one a head', () => {
    expect(group(GPT_OSS, 'attention', 'sinks')).toMatchObject({ parameters: 8, copies: 4, in: null });
  });

  it('has no head of its own where it is tied', () => {
    expect(groupsOf({ ...LLAMA, tie_word_embeddings: true }).map(({ role }) => role)).not.toContain('head');
    expect(totalOf(LLAMA) - totalOf({ ...LLAMA, tie_word_embeddings: true })).toBe(64 * 1000);
  });
});

describe('countParameters', () => {
  it('follows the formula of Llama', () => {
    const attention = 2 * 64 * 64 + 2 * 64 * 16;
    const layer = attention + 3 * 64 * 160 + 2 * 64;
    expect(totalOf(LLAMA)).toBe(2 * 1000 * 64 + 3 * layer + 64);
  });

  it('has nothing inactive without experts', () => {
    const { total, active } = countParameters(architectureFromConfig(LLAMA));
    expect(active).toBe(total);
  });

  const power = fc.integer({ min: 0, max: 4 }).map((n) => 2 ** n);

  it('gives grouped-query attention with as many key/value heads as heads the count of MHA', () => {
    fc.assert(
      fc.property(power, fc.integer({ min: 1, max: 40 }), (heads, layers) => {
        const config = { ...LLAMA, num_attention_heads: heads, num_hidden_layers: layers };
        expect(totalOf({ ...config, num_key_value_heads: heads })).toBe(
          totalOf({ ...config, num_key_value_heads: undefined }),
        );
      }),
    );
  });

  it('falls with fewer key/value heads and grows with width and depth', () => {
    fc.assert(
      fc.property(power, fc.integer({ min: 1, max: 9 }), (kvHeads, more) => {
        const config = { ...LLAMA, num_attention_heads: 16, num_key_value_heads: kvHeads };
        expect(totalOf(config)).toBeLessThanOrEqual(totalOf({ ...config, num_key_value_heads: 16 }));
        expect(totalOf(config)).toBeLessThan(totalOf({ ...config, intermediate_size: 160 + more }));
        expect(totalOf(config)).toBeLessThan(totalOf({ ...config, num_hidden_layers: 3 + more }));
      }),
    );
  });

  it('has all experts active where a token is sent to all, and more in total the more there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 64 }), (one, other) => {
        const [active, experts] = [Math.min(one, other), Math.max(one, other)];
        const counts = countParameters(
          architectureFromConfig({ ...QWEN3_MOE, num_experts: experts, num_experts_per_tok: active }),
        );
        const expert = 3 * (3 * 64 * 24);
        expect(counts.total - counts.active).toBe((experts - active) * expert);
      }),
    );
  });

  it('adds up, by role and in the groups', () => {
    for (const config of [LLAMA, QWEN3_MOE, DEEPSEEK, GPT_OSS, FALCON, GPT2]) {
      const { total, byRole } = countParameters(architectureFromConfig(config));
      const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
      expect(sum(Object.values(byRole))).toBe(total);
      expect(sum(groupsOf(config).map(({ parameters, copies }) => parameters * copies))).toBe(total);
    }
  });
});
