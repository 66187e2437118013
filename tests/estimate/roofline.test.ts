import { describe, expect, it } from 'vitest';
import { decodeBound, prefillBound, touchedExperts } from '../../src/estimate/serving/roofline.ts';
import { model } from './models.ts';

/** H100 SXM: 3.35 TB/s and 989 dense bf16 TFLOPS. */
const H100 = { bandwidth: 3.35e12, peak: 989e12 };
const settings = { weightFormat: 'bf16', kvFormat: 'bf16', context: 1024, batch: 1, tensor: 1 } as const;

describe('the roofline of serving', () => {
  it('bounds one sequence by reading the weights: 200 tokens a second for 8 B in bf16 on an H100', () => {
    const { tokensPerSecond, limitedBy } = decodeBound(model('llama-3-8b'), settings, H100);
    expect(limitedBy).toBe('bandwidth');
    // All weights but the embedding table, and 128 MiB of cache.
    expect(tokensPerSecond).toBeCloseTo(3.35e12 / (2 * (8_030_261_248 - 128_256 * 4096) + 2 ** 27), 3);
  });

  it('bounds a long prompt by arithmetic', () =>
    expect(prefillBound(model('llama-3-8b'), { ...settings, context: 8192 }, H100).limitedBy).toBe(
      'compute',
    ));

  it('gives a batch more tokens in all and each sequence fewer', () => {
    const [one, many] = [1, 64].map((batch) =>
      decodeBound(model('llama-3-8b'), { ...settings, batch }, H100),
    );
    expect(many?.tokensPerSecond).toBeGreaterThan(one?.tokensPerSecond ?? 0);
    expect((many?.tokensPerSecond ?? 0) / 64).toBeLessThan(one?.tokensPerSecond ?? 0);
  });

  it('reads more experts for more tokens, and all of them for many', () => {
    expect(touchedExperts(128, 8, 1)).toBeCloseTo(8);
    expect(touchedExperts(128, 8, 16)).toBeCloseTo(128 * (1 - (15 / 16) ** 16));
    expect(touchedExperts(128, 8, 4096)).toBeCloseTo(128);
    const bytes = (batch: number) => decodeBound(model('qwen3-30b-a3b'), { ...settings, batch }, H100).bytes;
    expect(bytes(1)).toBeLessThan(8e9);
    expect(bytes(512)).toBeGreaterThan(58e9);
  });
});
