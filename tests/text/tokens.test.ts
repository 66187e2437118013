import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../src/text/paginate.ts';
import { countTokens, cutToTokens } from '../../src/text/tokens.ts';

const text = fc
  .array(
    fc.constantFrom(
      '注意力。',
      'attention ',
      '\n\n',
      '| a | b |\n',
      '```\ncode\n```\n',
      '$$\nx\n$$\n',
      '𠮷',
      'é',
    ),
  )
  .map((parts) => parts.join(''));

describe('tokens', () => {
  it('counts a Chinese character as one and three and a half others as one', () => {
    expect(countTokens('多头注意力')).toBe(5);
    expect(countTokens('attention')).toBe(3);
  });

  it('cuts within the budget, and never inside a character', () =>
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (whole, budget) => {
        const cut = cutToTokens(whole, budget);
        expect(whole.startsWith(cut)).toBe(true);
        expect(countTokens(cut)).toBeLessThanOrEqual(budget);
        expect(cut).not.toMatch(/[\uD800-\uDBFF]$/);
      }),
    ));
});

describe('pages', () => {
  it('cover the whole text, each within its budget', () =>
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 60 }), (whole, budget) => {
        let seen = '';
        for (let at: number | undefined = 0; at !== undefined && at < whole.length;) {
          const page = pageOf(whole, at, budget);
          expect(countTokens(page.text)).toBeLessThanOrEqual(budget);
          const end: number = page.next ?? whole.length;
          expect(end).toBeGreaterThan(at);
          seen += whole.slice(at, end);
          at = page.next;
        }
        expect(seen).toBe(whole);
      }),
    ));

  it('keep a fence whole', () => {
    const fence = '```\na\n\nb\n```\n';
    expect(pageOf(`intro\n\n${fence}\n`, 0, 4).text).toBe('intro');
  });
});
