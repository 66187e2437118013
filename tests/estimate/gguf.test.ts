import { describe, expect, it } from 'vitest';
import { ggufTypes, GGUF_MIXTURES, type GgufMixture } from '../../src/estimate/formats/gguf-mixture.ts';
import { findKvFormat, findWeightFormat } from '../../src/estimate/formats/weight-formats.ts';
import { weightBytes } from '../../src/estimate/weights.ts';
import { book } from '../the-book.ts';
import { model } from './models.ts';
import { countParameters } from '../../src/architecture/parameters.ts';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';

describe('a GGUF mixture', () => {
  // GiB that llama.cpp's quantize tool states in its help for Llama 3 8B (tools/quantize/quantize.cpp).
  it.each<[GgufMixture, number]>([
    ['Q2_K', 2.96],
    ['Q3_K_S', 3.41],
    ['Q3_K_M', 3.74],
    ['Q3_K_L', 4.03],
    ['Q4_0', 4.34],
    ['Q4_1', 4.78],
    ['Q4_K_S', 4.37],
    ['Q4_K_M', 4.58],
    ['Q5_0', 5.21],
    ['Q5_1', 5.65],
    ['Q5_K_S', 5.21],
    ['Q5_K_M', 5.33],
    ['Q6_K', 6.14],
    ['Q8_0', 7.96],
  ])('%s of Llama 3 8B is %d GiB', (mixture, gibibytes) => {
    const size = weightBytes(model('llama-3-8b'), mixture).bytes / 2 ** 30;
    expect(Math.abs(size / gibibytes - 1)).toBeLessThan(0.004);
  });

  it('has every weight of every model, once', () => {
    for (const { config } of book.models) {
      const architecture = architectureFromConfig(config);
      const elements = ggufTypes(architecture, 'Q4_K_M').reduce((sum, tensor) => sum + tensor.elements, 0);
      expect(elements).toBe(countParameters(architecture).total);
    }
  });

  it('falls back to smaller blocks where a row is no whole number of large ones', () => {
    // Keys of a head come back from MLA's latent in rows of 128, half a block of Q4_K.
    const types = ggufTypes(model('deepseek-v3'), 'Q4_K_M');
    expect(types.some(({ columns, type }) => columns === 128 && type === 'Q5_0')).toBe(true);
  });

  it('quantises experts alone to MXFP4', () => {
    const types = ggufTypes(model('gpt-oss-20b'), 'MXFP4_MOE');
    expect(new Set(types.filter(({ stacked }) => stacked).map(({ type }) => type))).toEqual(
      new Set(['MXFP4']),
    );
    expect(types.some(({ stacked, type }) => !stacked && type === 'MXFP4')).toBe(false);
  });

  it('takes less the fewer bits its type has', () => {
    const sizes = (Object.keys(GGUF_MIXTURES) as GgufMixture[])
      .filter((name) => /^(F32|F16|Q8_0|Q6_K|Q5_K_M|Q4_K_M|Q3_K_M|Q2_K|IQ2_XXS|IQ1_S)$/.test(name))
      .map((name) => weightBytes(model('qwen3-32b'), name).bytes);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });
});

describe('the name of a format', () => {
  it.each([
    ['q4_k_m', 'Q4_K_M'],
    ['Q4_K', 'Q4_K_M'],
    ['UD-Q2_K', 'Q2_K'],
    ['BF16', 'bf16'],
    ['awq', 'awq-int4'],
    ['gptq_int4', 'gptq-int4'],
  ])('%s means %s', (name, format) => expect(findWeightFormat(name)).toBe(format));

  it('of a cache may be that of any engine', () => {
    expect(findKvFormat('F16')).toBe('fp16');
    expect(findKvFormat('fp8_e4m3')).toBe('fp8');
    expect(findKvFormat('q9')).toBeUndefined();
  });
});
