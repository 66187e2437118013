import { describe, expect, it } from 'vitest';
import { nearestNames, normalizeName, squeezeName } from '../../src/text/names.ts';

describe('names', () => {
  it.each([
    ['ＧＱＡ', 'gqa'],
    ['Flash_Attention', 'flash attention'],
    ['  KV　Cache ', 'kv cache'],
  ])('%s is compared as %s', (name, form) => expect(normalizeName(name)).toBe(form));

  it('is blind to separators when squeezed', () =>
    expect(squeezeName('Flash-Attention 2')).toBe(squeezeName('flashattention2')));

  it('suggests what is close and nothing that is not', () => {
    const names = ['llama-3-8b', 'llama-3-70b', 'qwen3-8b', 'deepseek-v3'];
    expect(nearestNames('lama-3-8b', names)[0]).toBe('llama-3-8b');
    expect(nearestNames('deepseek', names)).toEqual(['deepseek-v3']);
    expect(nearestNames('红烧肉', names)).toEqual([]);
    expect(nearestNames('', names)).toEqual([]);
  });
});
