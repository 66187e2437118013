import { describe, expect, it } from 'vitest';
import { visualTokens, VISUAL_PROCESSORS } from '../../src/estimate/visual-tokens.ts';

const SIZES = [
  [336, 336],
  [224, 224],
  [640, 480],
  [1024, 768],
  [768, 1024],
  [1920, 1080],
  [3840, 2160],
  [100, 2000],
  [42, 70],
  [8000, 6000],
] as const;

/**
 * Made by the image processors of transformers 5.24.0 on blank images of these sizes, with each model's published
 * defaults; deepseek-ocr-* by count_tiles of its own repository (e4ac34e).
 */
const REFERENCE: Readonly<Record<string, readonly number[]>> = {
  'llava-1.5': [576, 576, 576, 576, 576, 576, 576, 576, 576, 576],
  'llava-next': [1176, 1176, 2340, 2340, 2352, 1948, 1948, 936, 936, 2340],
  'llava-onevision': [1485, 1485, 2929, 4725, 4744, 7269, 7317, 2349, 1215, 7309],
  'siglip-so400m-384': [729, 729, 729, 729, 729, 729, 729, 729, 729, 729],
  'qwen2-vl': [144, 64, 391, 999, 999, 2691, 10549, 284, 4, 16170],
  'qwen2.5-vl': [144, 64, 391, 999, 999, 2691, 10549, 284, 4, 16170],
  'qwen3-vl': [100, 64, 300, 768, 768, 2040, 8160, 186, 77, 16170],
  'qwen3.5': [100, 64, 300, 768, 768, 2040, 8160, 186, 77, 16170],
  'internvl2.5': [256, 256, 3328, 3328, 3328, 2304, 2304, 3328, 1792, 3328],
  internvl3: [256, 256, 3328, 3328, 3328, 2304, 2304, 3328, 1792, 3328],
  'llama-4': [144, 144, 720, 1872, 1872, 2304, 2304, 1008, 144, 1872],
  'gemma-3': [256, 256, 256, 256, 256, 256, 256, 256, 256, 256],
  'gemma-4': [256, 256, 266, 266, 266, 264, 264, 222, 252, 266],
  'gemma-4-12b': [256, 256, 266, 266, 266, 264, 264, 222, 252, 266],
  'kimi-vl': [144, 64, 414, 1036, 1036, 1032, 1032, 288, 6, 1036],
  'kimi-k2.5': [144, 64, 414, 1036, 1036, 2691, 4214, 288, 6, 4144],
  'deepseek-ocr-tiny': Array<number>(10).fill(64),
  'deepseek-ocr-small': Array<number>(10).fill(100),
  'deepseek-ocr-base': Array<number>(10).fill(256),
  'deepseek-ocr-large': Array<number>(10).fill(400),
  'deepseek-ocr-gundam': [256, 256, 256, 856, 856, 456, 456, 856, 256, 856],
  'deepseek-ocr-2': [256, 256, 256, 1120, 1120, 544, 544, 1120, 256, 1120],
  idefics3: [2873, 2873, 2197, 2197, 2197, 2197, 2197, 845, 2197, 2197],
};

describe('tokens of an image', () => {
  it.each(VISUAL_PROCESSORS)('under %s are those of its processor', (name) => {
    const counts = SIZES.map(([width, height]) => visualTokens(name, width, height).tokens);
    expect(counts).toEqual(REFERENCE[name]);
  });

  it('come with their arithmetic', () =>
    expect(visualTokens('qwen3-vl', 1920, 1080).formula).toMatch(/1920 × 1088 px \/ \(16 × 2\)² = 60 × 34/));

  it.each([
    ['gpt-9', 100, 100],
    ['constructor', 100, 100],
    ['qwen3-vl', 0, 100],
    ['qwen3-vl', 1.5, 100],
    ['qwen3-vl', 100, Infinity],
  ])('of %s at %d × %d are refused', (name, width, height) =>
    expect(() => visualTokens(name, width, height)).toThrow(RangeError),
  );
});
