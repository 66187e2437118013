import { describe, expect, it } from 'vitest';
import { recompute } from '../../src/compile/worksheet.ts';
import { book } from '../the-book.ts';

const check = (span: string) => recompute(span, (name) => book.modelNames.find(name))?.kind;

describe('numbers of a note', () => {
  it.each([
    '61 × 576 × 2 = 70,272 B',
    'kv_per_token(llama-3-8b, bf16) = 131,072 B',
    'kv_cache(llama-3-8b, bf16, 8192, 1) = 1 GiB',
    'kv_cache(llama-3-8b, bf16, 8,192, 1) = 1 GiB',
    'params(llama-3-8b) = 8,030,261,248',
    'params(llama-3-8b) ≈ 8.03 B',
    'params(llama-3-8b) × 2 ≈ 16.06 GB',
    'model_states(7.5e9, 3, 64) ≈ 1.9 GB',
    '(128 × 2 × 128) / 576 ≈ 56.9 ×',
    'train_flops(8e9, 15e12) = 7.2e23 FLOP',
    'lora_params(llama-2-7b, 8, q_proj+v_proj) = 4,194,304',
    '2^10 = 1,024',
    '(1 - 0.5) / 0.5 = 1',
    '-3 + 1 = -2',
    'sqrt(max(4, 9)) = 3',
    '3 / 8 = 37.5 %',
    '1000 × 16 × 131072 ≈ 2.1 B',
    'grpo_advantage(1, [1, 0, 0, 0]) ≈ 1.732',
    'grpo_advantage(2, [1, 0, 0, 0]) ≈ -0.577',
    'dr_grpo_advantage(1, [1, 0, 0, 0]) = 0.75',
    'rloo_advantage(2, [1, 0, 0, 0]) ≈ -0.333',
    'reinforcepp_advantage(1, [2, 0]) = 1',
    'gae(1, 1, 0.95, [0, 0, 1], [0.5, 0.6, 0.8]) ≈ 0.47',
    'ppo_clip(1.5, 1, 0.2, 0.28) = 1.28',
    'dpo_loss(0.1, 2, -1) ≈ 0.554',
    'dpo_weight(0.1, 2, -1) ≈ 0.426',
    'kl_k3(0.1) ≈ 0.00484',
    'pass_at_k(100, 5, 10) ≈ 0.416',
    'majority_vote(0.6, 3) = 0.648',
    'bits_per_weight(mxfp4) = 4.25',
    'visual_tokens(qwen2.5-vl, 1024, 768) = 999',
    '1 - pass_at_k(10, 3, 1) = 0.7',
  ])('%s is right', (span) => expect(check(span)).toBe('correct'));

  it.each([
    '61 × 576 × 2 = 70,273 B',
    'params(llama-3-8b) ≈ 8.04 B',
    'kv_cache(llama-3-8b, bf16, 8192, 1) = 1 GB',
    'kv_per_token(llama-9, bf16) = 1 B',
    'kv_per_token(llama-3-8b, bf17) = 1 B',
    'model_states(7.5e9, 3, 64) = 1.9 GB',
    '2 + 2 ≈ 5',
    'grpo_advantage(5, [1, 0, 0, 0]) = 0',
    'grpo_advantage(1, 1, 0) = 1',
    'gae(1, 1, 0.95, [0, 0, 1], [0.5, 0.6]) = 0',
    'pass_at_k(4, 2, 5) = 1',
    'ppo_clip(1.5, 1) = 1.2',
  ])('%s is wrong', (span) => expect(check(span)).toBe('wrong'));

  it.each([
    'lr = 1e-4',
    'head_dim = 128',
    'x = y + 1',
    'softmax(x) = 1',
    '--port = 3000',
    'a == b',
    'q_lora_rank=null',
    '8',
  ])('%s is code, not a calculation', (span) => expect(check(span)).toBeUndefined());
});
