const WIDE = /[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFFEF\u{20000}-\u{3FFFF}]/u;

/**
 * Tokens a text costs in a conversation, counted without any model's tokenizer: one for each Chinese character or
 * full-width sign, one for every three and a half other characters. Current tokenizers need fewer, so a text that
 * keeps to a budget by this count keeps to it in practice.
 */
export function countTokens(text: string): number {
  let wide = 0;
  let other = 0;
  for (const character of text) {
    if (WIDE.test(character)) wide += 1;
    else other += 1;
  }
  return wide + Math.ceil(other / 3.5);
}

/** The longest prefix of `text` within `budget` tokens that ends at a sentence or line end where there is one. */
export function cutToTokens(text: string, budget: number): string {
  if (countTokens(text) <= budget) return text;
  let spent = 0;
  let end = 0;
  for (const character of text) {
    spent += WIDE.test(character) ? 1 : 1 / 3.5;
    if (Math.ceil(spent) > budget) break;
    end += character.length;
  }
  const prefix = text.slice(0, end);
  const stop = Math.max(...['。', '！', '？', '；', '\n', '. '].map((mark) => prefix.lastIndexOf(mark)));
  return stop > prefix.length / 2 ? prefix.slice(0, stop + 1) : prefix;
}
