import { describe, expect, it } from 'vitest';
import { estimateInference } from '../../src/estimate/serving/inference.ts';
import type { InferenceSettings } from '../../src/estimate/serving/settings.ts';
import { blocksPerSequence, vllmPages } from '../../src/estimate/serving/vllm.ts';
import { GIB } from '../../src/estimate/units.ts';
import { model } from './models.ts';

const MIB = 2 ** 20;

function estimate(name: string, settings: Partial<InferenceSettings>) {
  return estimateInference(model(name), {
    weightFormat: 'bf16',
    kvFormat: 'fp16',
    context: 8192,
    batch: 1,
    tensor: 1,
    ...settings,
  });
}

function part(name: string, component: string, settings: Partial<InferenceSettings>): number {
  return estimate(name, settings)
    .components.filter((one) => one.name === component)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

describe("llama.cpp's cache", () => {
  const engine = 'llama.cpp' as const;

  it('is padded to 256 cells', () => {
    const perToken = 131_072;
    expect(part('llama-3-8b', 'kv_cache', { engine, context: 1 })).toBe(256 * perToken);
    expect(part('llama-3-8b', 'kv_cache', { engine, context: 257 })).toBe(512 * perToken);
  });

  it('may have keys and values in different formats, as printed for Llama 3.1 8B: 18 + 64 MiB', () =>
    expect(
      part('llama-3.1-8b', 'kv_cache', {
        engine,
        context: 1024,
        kvFormat: 'iq4_nl',
        options: { valueFormat: 'fp16' },
      }),
    ).toBe(82 * MIB));

  it('keeps the window of every slot and a micro-batch in windowed layers, or everything', () => {
    const gemma = (options: InferenceSettings['options']) =>
      part('gemma-3-27b', 'kv_cache', { engine, context: 32_768, options });
    const [full, windowed] = [10, 52];
    const cell = 2 * 16 * 128 * 2;
    expect(gemma({})).toBe((full * 32_768 + windowed * 1536) * cell);
    expect(gemma({ slots: 4 })).toBe((full * 32_768 + windowed * (4 * 1024 + 512)) * cell);
    expect(gemma({ fullWindowCache: true })).toBe(15_872 * MIB);
  });

  it('of MLA is one latent a token, 576 elements in blocks of 32', () =>
    expect(part('kimi-k2', 'kv_cache', { engine, context: 2048, kvFormat: 'q8_0' }) / MIB).toBeCloseTo(
      72.914,
      2,
    ));

  it('has a recurrent state a slot, whatever the context: 598.5 MiB for four of Qwen3.5 27B', () =>
    expect(part('qwen3.5-27b', 'recurrent_state', { engine, context: 262_144, options: { slots: 4 } })).toBe(
      598.5 * MIB,
    ));
});

describe("llama.cpp's graph", () => {
  // "CUDA0 compute buffer size" of published logs.
  it.each([
    ['llama-3-8b', 258.5],
    ['qwen3-8b', 304.75],
    ['qwen3-30b-a3b', 300.75],
  ])('of %s is %d MiB with flash attention', (name, mebibytes) =>
    expect(part(name, 'activations', { engine: 'llama.cpp' })).toBe(mebibytes * MIB),
  );

  it('stores the scores without it: 5,252 MiB for Qwen3 32B at 40,960 tokens, within 1 %', () => {
    const bytes = part('qwen3-32b', 'activations', {
      engine: 'llama.cpp',
      context: 40_960,
      options: { flashAttention: false },
    });
    expect(Math.abs(bytes / MIB / 5252.01 - 1)).toBeLessThan(0.01);
  });

  it('leaves layers and the embedding to the host as told', () => {
    const whole = estimate('llama-3-8b', { engine: 'llama.cpp', options: { gpuLayers: 99 } });
    const none = estimate('llama-3-8b', { engine: 'llama.cpp', options: { gpuLayers: 0 } });
    expect(whole.hostBytes).toBe(2 * 128_256 * 4096);
    expect(none.components.find(({ name }) => name === 'weights')).toBeUndefined();
    expect(none.hostBytes).toBe(2 * 8_030_261_248);
  });
});

describe("vLLM's cache", () => {
  const dense = { kvFormat: 'bf16', tensor: 1 } as const;

  it('has one group of all layers where they are of one kind', () => {
    const pages = vllmPages(model('llama-3-8b'), dense);
    expect(pages?.groups).toHaveLength(1);
    expect(pages?.blockBytes).toBe(16 * 131_072);
  });

  it('groups a hybrid by its rarer kind, and pads the last: Gemma 3 1B takes 28 layers', () => {
    const pages = vllmPages(model('gemma-3-1b'), dense);
    expect(pages?.groups).toHaveLength(7);
    expect(((pages?.blockBytes ?? 0) * 7) / 16).toBe(28 * 2 * 256 * 2);
  });

  it('counts every layer of gpt-oss at full length: 73,728 bytes a token', () => {
    const pages = vllmPages(model('gpt-oss-120b'), dense);
    expect(((pages?.blockBytes ?? 0) * (pages?.groups.length ?? 0)) / 16).toBe(73_728);
    // A long sequence takes blocks of its window alone in the windowed group.
    expect(pages && blocksPerSequence(pages, 131_072)).toBe(131_072 / 16 + (128 + 16) / 16);
  });

  it('is repeated on every rank where there are fewer heads than ranks', () => {
    expect(vllmPages(model('deepseek-v3'), { ...dense, tensor: 8 })?.blockBytes).toBe(16 * 70_272);
  });

  it('takes 656 bytes a token and layer for 8-bit MLA with sparse attention, and 132 for the indexer', () =>
    expect(vllmPages(model('deepseek-v3.2'), { kvFormat: 'fp8', tensor: 1 })?.blockBytes).toBe(
      16 * 61 * (656 + 132),
    ));

  it('holds what the share of the card leaves, within 5 % of a run of Qwen3 8B: 89,040 tokens', () => {
    const { budget } = estimate('qwen3-8b', {
      engine: 'vllm',
      kvFormat: 'bf16',
      context: 32_768,
      memory: 32_607 * MIB,
      utilization: 0.92,
    });
    expect(Math.abs((budget?.tokens ?? 0) / 89_040 - 1)).toBeLessThan(0.05);
    expect(budget?.sequences).toBe(2);
  });

  it('warns when the asked sequences do not fit at once', () => {
    const { warnings } = estimate('qwen3-8b', { engine: 'vllm', memory: 24 * GIB, batch: 64 });
    expect(warnings.join()).toMatch(/wait or are preempted/);
  });
});

describe('serving over several GPUs', () => {
  it('divides layers over stages, the fullest of which has the head', () => {
    const [one, two] = [estimate('llama-3-8b', {}), estimate('llama-3-8b', { pipeline: 2 })];
    const weights = (of: typeof one) => of.components.find(({ name }) => name === 'weights')?.bytes ?? 0;
    expect(two.gpus).toBe(2);
    expect(weights(two)).toBeGreaterThan(weights(one) / 2 - 1);
    expect(weights(two)).toBeLessThan(weights(one) * 0.51);
  });

  it('divides experts over their own ranks', () => {
    const weights = part('qwen3-235b-a22b', 'weights', { tensor: 4, expert: 8 });
    expect(weights).toBeLessThan(part('qwen3-235b-a22b', 'weights', { tensor: 4 }));
    expect(() => estimate('llama-3-8b', { expert: 2 })).toThrow(/no experts/);
    expect(() => estimate('qwen3-30b-a3b', { expert: 3 })).toThrow(/does not divide the 128 experts/);
  });
});
