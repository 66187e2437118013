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

/** Made by the resizing functions of transformers 5.24.0 on these sizes, with each model's published defaults. */
const REFERENCE: Readonly<Record<string, readonly number[]>> = {
  'llava-1.5': [576, 576, 576, 576, 576, 576, 576, 576, 576, 576],
  'llava-next': [1176, 1176, 2340, 2340, 2352, 1948, 1948, 936, 936, 2340],
  'qwen2-vl': [144, 64, 391, 999, 999, 2691, 10549, 284, 4, 16170],
  'qwen2.5-vl': [144, 64, 391, 999, 999, 2691, 10549, 284, 4, 16170],
  'qwen3-vl': [100, 64, 300, 768, 768, 2040, 8160, 186, 77, 16170],
  'qwen3.5': [100, 64, 300, 768, 768, 2040, 8160, 186, 77, 16170],
  internvl3: [256, 256, 3328, 3328, 3328, 2304, 2304, 3328, 1792, 3328],
  'gemma-3': [256, 256, 256, 256, 256, 256, 256, 256, 256, 256],
  'gemma-4': [256, 256, 266, 266, 266, 264, 264, 222, 252, 266],
  'kimi-k2.5': [144, 64, 414, 1036, 1036, 2691, 4214, 288, 6, 4144],
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
