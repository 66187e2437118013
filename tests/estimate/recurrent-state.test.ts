import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import { estimateInference } from '../../src/estimate/serving/inference.ts';
import {
  cachedElements,
  kvBytesPerToken,
  kvCacheBytes,
  recurrentStateBytes,
} from '../../src/estimate/kv-cache.ts';
import { forwardFlopsPerToken } from '../../src/estimate/training-compute.ts';
import { ModelFile } from '../../src/knowledge/model-facts.ts';

const MODELS = path.join(import.meta.dirname, '../../content/models');

function model(file: string, name: string) {
  const { models } = ModelFile.parse(parse(readFileSync(path.join(MODELS, `${file}.yaml`), 'utf8')));
  const found = models.find((one) => one.name === name);
  if (!found) throw new Error(`${file}.yaml has no ${name}`);
  return architectureFromConfig(found.config);
}

const settings = { weightFormat: 'bf16', kvFormat: 'bf16', tensor: 1 } as const;

describe('Qwen3.5 27B', () => {
  const architecture = model('qwen3.5', 'qwen3.5-27b');

  it('caches on the 16 layers that attend', () => {
    expect(kvBytesPerToken(architecture, 'bf16')).toBe(16 * 2 * 4 * 256 * 2);
  });

  it('keeps 48 matrices of 128 × 128 a layer and three inputs of the convolution, as llama.cpp allocates them', () => {
    // ggml: n_lin × n_seq × 4 × [(d_conv - 1) × (2 n_k d_k + n_v d_v) + n_v d_k d_v]
    const each = 3 * (2 * 16 * 128 + 48 * 128) + 48 * 128 * 128;
    expect(recurrentStateBytes(architecture, 1)).toBe(48 * 4 * each);
    expect(recurrentStateBytes(architecture, 4)).toBe(4 * 48 * 4 * each);
  });

  it('lists the state, which does not grow with the context', () => {
    const bytes = (context: number) =>
      estimateInference(architecture, { ...settings, context, batch: 2 }).components.find(
        ({ name }) => name === 'recurrent_state',
      )?.bytes;
    expect(bytes(1024)).toBe(recurrentStateBytes(architecture, 2));
    expect(bytes(131_072)).toBe(bytes(1024));
  });

  it('computes with the state what Megatron-LM counts', () => {
    const [short, long] = [
      forwardFlopsPerToken(architecture, 1),
      forwardFlopsPerToken(architecture, 100_001),
    ];
    const attended = 16 * 4 * 24 * 256;
    const state = 48 * (8 * 48 * 128 * 128 + 2 * 4 * (2 * 16 * 128 + 48 * 128));
    expect(short.attention).toBe(attended + state);
    expect(long.attention).toBe(attended * 50_001 + state);
  });
});

it('has no recurrent state to list in a model that attends everywhere', () => {
  const estimate = estimateInference(model('phi', 'phi-4'), { ...settings, context: 1024, batch: 1 });
  expect(estimate.components.map(({ name }) => name)).not.toContain('recurrent_state');
});

it('caches a key of the indexer beside the latent in DeepSeek-V3.2', () => {
  const [first] = model('deepseek', 'deepseek-v3.2').layers;
  expect(first && cachedElements(first.attention)).toBe(512 + 64 + 128);
});

it('reads no more than the chosen tokens in sparse attention', () => {
  const flops = (name: string) => forwardFlopsPerToken(model('deepseek', name), 131_072).attention;
  expect(flops('deepseek-v3') / flops('deepseek-v3.2')).toBeGreaterThan(2);
});

it('caches on the 15 layers of Gemma 4 E2B that own keys and values', () => {
  const architecture = model('gemma-4', 'gemma-4-e2b');
  // 12 windowed layers of one head × 256 and 3 that see everything of one × 512, before the 20 that reuse them.
  expect(kvBytesPerToken(architecture, 'bf16')).toBe(2 * 2 * (12 * 256 + 3 * 512));
  expect(kvCacheBytes(architecture, 'bf16', 10_000, 1)).toBe(2 * 2 * (12 * 256 * 512 + 3 * 512 * 10_000));
});

it('caches at most a chunk on the chunked layers of Llama 4', () => {
  const architecture = model('llama-4', 'llama-4-scout');
  expect(kvCacheBytes(architecture, 'bf16', 100_000, 1)).toBe(2 * 2 * 8 * 128 * (36 * 8192 + 12 * 100_000));
});

it('counts chunks from their first token on', () => {
  const architecture = model('llama-4', 'llama-4-scout');
  const perPosition = 4 * 40 * 128;
  // Two chunks of 8,192: on average half a chunk; half the context on the other layers.
  expect(forwardFlopsPerToken(architecture, 16_384).attention).toBe(
    perPosition * (36 * ((8192 + 1) / 2) + 12 * ((16_384 + 1) / 2)),
  );
});
