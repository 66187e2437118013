import { describe, expect, it } from 'vitest';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import { loraParameters } from '../../src/estimate/training/adapters.ts';
import { attentionCost } from '../../src/estimate/attention-variants.ts';
import { kvBytesPerToken, kvCacheBytes } from '../../src/estimate/kv-cache.ts';
import { modelStateBytes } from '../../src/estimate/training/model-states.ts';
import { weightBytes } from '../../src/estimate/weights.ts';
import { book } from '../the-book.ts';

function model(name: string) {
  const facts = book.modelNames.find(name);
  if (facts === undefined) throw new Error(`no model ${name}`);
  return architectureFromConfig(facts.config);
}

describe('KV cache', () => {
  it.each([
    ['llama-3-8b', 131_072],
    ['llama-2-7b', 524_288],
    ['llama-3-70b', 327_680],
    // 61 layers × (512 + 64) × 2 B
    ['deepseek-v3', 70_272],
    // head_dim 128 differs from hidden/heads = 64: 28 × 2 × 8 × 128 × 2 B
    ['qwen3-0.6b', 114_688],
  ])('%s adds %d bytes a token in bf16', (name, bytes) =>
    expect(kvBytesPerToken(model(name), 'bf16')).toBe(bytes),
  );

  it('is 1 GiB for Llama 3 8B at 8,192 tokens', () =>
    expect(kvCacheBytes(model('llama-3-8b'), 'bf16', 8192, 1)).toBe(1_073_741_824));

  it('in q8_0 carries its scales: 34 bytes for 32 elements', () =>
    expect(kvBytesPerToken(model('llama-3-8b'), 'q8_0')).toBe((131_072 / 64) * 34));

  it('of a windowed layer stops at its window', () => {
    const mistral = model('mistral-7b');
    expect(kvCacheBytes(mistral, 'bf16', 100_000, 1)).toBe(kvBytesPerToken(mistral, 'bf16') * 4096);
  });

  it('splits KV heads over tensor-parallel ranks and repeats them beyond their number', () => {
    const llama = model('llama-3-8b');
    expect(kvBytesPerToken(llama, 'bf16', 8)).toBe(131_072 / 8);
    expect(kvBytesPerToken(llama, 'bf16', 16)).toBe(131_072 / 8);
    expect(kvBytesPerToken(model('deepseek-v3'), 'bf16', 8)).toBe(70_272);
  });
});

describe('attention variants', () => {
  const geometry = {
    layers: 61,
    heads: 128,
    headDim: 128,
    kvHeads: 8,
    latent: 512,
    ropeKey: 64,
    window: 4096,
  };
  const bytes = (variant: Parameters<typeof attentionCost>[0], kvHeads = 8) =>
    attentionCost(variant, { ...geometry, kvHeads }, 8192, 1, 'bf16').bytesPerToken;

  it('MLA caches 56.9 times less than the same heads in full', () =>
    expect(bytes('mha') / bytes('mla')).toBeCloseTo(56.889, 3));

  it('GQA with as many groups as heads is MHA, with one it is MQA', () => {
    expect(bytes('gqa', 128)).toBe(bytes('mha'));
    expect(bytes('gqa', 1)).toBe(bytes('mqa'));
  });

  it('NSA reads 5,632 of 65,536 tokens, as published', () => {
    const { bytesRead } = attentionCost('nsa', geometry, 65_536, 1, 'bf16');
    expect(bytesRead / (61 * 2 * 8 * 128 * 2)).toBe(5632);
  });
});

describe('model states (ZeRO paper, figure 1: 7.5 B parameters, 64 GPUs)', () => {
  it.each([
    [0, 120],
    [1, 31.4],
    [2, 16.6],
    [3, 1.9],
  ] as const)('stage %d holds %d GB a GPU', (stage, gigabytes) =>
    expect(modelStateBytes(7.5e9, stage, 64) / 1e9).toBeCloseTo(gigabytes, 1),
  );
});

describe('weights', () => {
  it('take two bytes a parameter in bf16', () =>
    expect(weightBytes(model('llama-3-8b'), 'bf16').bytes).toBe(2 * 8_030_261_248));

  it('in GPTQ or AWQ leave embedding and head in 16 bits', () => {
    const { bytes, unquantized } = weightBytes(model('llama-3-8b'), 'awq-int4');
    expect(unquantized).toBe(2 * (2 * 128_256 * 4096 + 65 * 4096));
    // TheBloke's and others' checkpoints of this model are 5.7 GB.
    expect(bytes / 1e9).toBeCloseTo(5.73, 1);
  });

  it('in mxfp4 quantise the experts of gpt-oss alone: the published checkpoint is 60.8 GiB', () =>
    expect(weightBytes(model('gpt-oss-120b'), 'mxfp4').bytes / 2 ** 30).toBeCloseTo(60.8, 0));
});

describe('LoRA', () => {
  it('trains rank × (in + out) for each adapted matrix', () => {
    // q and v of Llama 2 7B at rank 8: 32 layers × 2 × 8 × (4096 + 4096).
    expect(loraParameters(model('llama-2-7b'), 8, ['q_proj', 'v_proj'])).toBe(4_194_304);
    expect(loraParameters(model('llama-3-8b'), 16, 'all-linear')).toBe(41_943_040);
  });

  it('names the modules there are when one is unknown', () =>
    expect(() => loraParameters(model('llama-3-8b'), 8, ['query'])).toThrow(/no module query.*q_proj/));
});
