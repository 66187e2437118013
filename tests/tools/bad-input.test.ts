import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOOLS } from '../../src/tools/index.ts';
import { book, call, context, textOf } from '../the-book.ts';

describe('bad input', () => {
  it.each([
    ['search_notes', {}, /query: .*required/],
    ['search_notes', { query: '' }, /query: .*at least 1/],
    ['search_notes', { query: 'x', limit: 99 }, /limit: .*at most 20/],
    ['search_notes', { query: 'x', limit: 2.5 }, /limit: /],
    ['search_notes', { query: 'x', chapter: '99' }, /no such chapter.*2 大语言模型底层架构优化/],
    ['search_notes', { query: 'x', topK: 3 }, /topK.*unknown argument.*accepted: query, chapter, limit/],
    ['search_notes', { query: 7 }, /query: .*string/],
    ['read_note', { id: 'MLAA' }, /not found.*MLA/],
    ['read_note', { id: 'MLA', section: '没有' }, /no such section.*1 一句话/],
    ['read_note', { id: 'MLA', cursor: 'bad' }, /not a cursor of this reading/],
    ['read_note', { id: 'MLA', max_tokens: 10 }, /max_tokens: .*at least 200/],
    [
      'explain_concept',
      { concept: 'MLA', depth: 'deeep' },
      /depth: .*did you mean deep\?.*brief, standard, deep/,
    ],
    ['explain_concept', { concept: '红烧肉' }, /not found/],
    ['glossary_lookup', { term: 'GQAA' }, /not found.*GQA/],
    ['compare_attention_variants', {}, /pass model, config, or the geometry/],
    [
      'compare_attention_variants',
      { model: 'llama-3-8b', variants: ['gqaa'] },
      /variants\.0: .*did you mean gqa\?/,
    ],
    [
      'compare_attention_variants',
      { heads: 32, layers: 32, head_dim: 128, kv_heads: 5 },
      /32 heads do not divide into 5 groups/,
    ],
    ['compare_concepts', {}, /pass one of them.*attention/],
    ['compare_concepts', { concepts: ['MLA'] }, /concepts: .*at least 2/],
    ['compare_concepts', { family: 'atention' }, /unknown.*attention/],
    ['compare_concepts', { concepts: ['MLA', 'GQA'], axes: ['price'] }, /no such axis.*kv_size/],
    ['compare_concepts', { concepts: ['MLA', '红烧肉'] }, /not found/],
    ['learning_path', { goal: '红烧肉' }, /not found/],
    ['learning_path', { goal: 'MLA', known: ['MHHA'] }, /known.*MHA/],
    ['cite', { keys: ['vaswani2017atention'] }, /not found.*vaswani2017attention/],
    ['cite', { query: 'zzzzz' }, /no reference holds/],
    ['cite', {}, /exactly one/],
    ['describe_model', { model: 'gpt-5' }, /no number is given/],
    ['estimate_vram', { model: 'lama-3-8b' }, /no number is given.*llama-3-8b/],
    ['estimate_vram', {}, /pass model or config/],
    ['estimate_vram', { model: 'llama-3-8b', config: {} }, /not both/],
    ['estimate_vram', { config: { model_type: 'llama' } }, /config: .*hidden_size/],
    ['estimate_vram', { model: 'llama-3-8b', gpu: 'H1000' }, /gpu: .*H100/],
    ['estimate_vram', { model: 'llama-3-8b', weight_format: 'int3' }, /weight_format: .*int4/],
    [
      'estimate_vram',
      { model: 'llama-3-8b', parallel: { tensor: 3 } },
      /32 attention heads cannot be split over 3 ranks; use 1, 2, 4, 8/,
    ],
    ['estimate_vram', { model: 'llama-3-8b', parallel: { tnsor: 2 } }, /tnsor.*did you mean tensor/],
    ['estimate_vram', { model: 'llama-3-8b', context_length: -1 }, /context_length: .*at least 1/],
    ['estimate_vram', { model: 'llama-3-8b', context_length: 1e12 }, /context_length: .*at most/],
    [
      'estimate_vram',
      { model: 'llama-3-8b', task: 'pretrain', parallel: { zero: 3 } },
      /parallel\.data of 2 or more/,
    ],
    [
      'estimate_vram',
      { model: 'llama-3-8b', task: 'finetune', finetune: { target_modules: ['query'] } },
      /no module query.*q_proj/,
    ],
  ])('%s %j says what was wrong and what would be accepted', (tool, args, message) => {
    const result = call(tool, args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(message);
    expect(result.structuredContent).toBeUndefined();
  });

  const unwritten = book.toc.find(({ written }) => !written);
  it.skipIf(unwritten === undefined)('says of a planned note that it is not yet written', () => {
    const result = call('read_note', { id: unwritten?.id });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(`${unwritten?.id ?? ''}「`);
    expect(textOf(result)).toMatch(/not yet written/);
  });

  it('takes numbers and objects given as text', () => {
    const plain = call('estimate_vram', {
      model: 'llama-3-8b',
      context_length: 8192,
      parallel: { tensor: 2 },
    });
    expect(
      call('estimate_vram', { model: 'llama-3-8b', context_length: '8,192', parallel: '{"tensor": "2"}' }),
    ).toEqual(plain);
    expect(
      call('compare_attention_variants', { model: 'llama-3-8b', variants: 'mha, gqa' }).isError,
    ).toBeUndefined();
  });

  it('never throws, never leaks a path or a stack, whatever it is given', () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.object({ maxDepth: 2 }),
      fc.array(fc.string()),
    );
    for (const tool of TOOLS) {
      const known = Object.keys((tool.inputSchema as { properties: object }).properties);
      const args = fc.dictionary(fc.oneof(fc.constantFrom(...known), fc.string({ maxLength: 8 })), value, {
        maxKeys: 4,
      });
      fc.assert(
        fc.property(fc.oneof(args, value), (given) => {
          const result = tool.call(given, context);
          expect(textOf(result)).not.toMatch(/\/work\/|\/home\/|node_modules|\.ts:\d+|\n\s+at /);
        }),
        { numRuns: 150 },
      );
    }
  });
});
