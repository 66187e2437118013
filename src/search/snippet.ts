import type { Lexicon } from './lexicon.ts';
import { analyze } from './analyze.ts';
import { readableText } from './documents.ts';

/**
 * The stretch of a passage that holds most of what was asked, about `length` characters, whole sentences where they
 * fit. `weights` says what each matched term is worth.
 */
export function snippet(
  markdown: string,
  weights: ReadonlyMap<string, number>,
  lexicon: Lexicon,
  length = 160,
): string {
  const sentences = readableText(markdown)
    .replace(/\s+/g, ' ')
    .split(/(?<=[。！？；])|(?<=[.!?]) /)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
  let best = { at: 0, value: -1 };
  sentences.forEach((sentence, at) => {
    const held = new Set(analyze(sentence, lexicon));
    const value = [...held].reduce((sum, term) => sum + (weights.get(term) ?? 0), 0);
    if (value > best.value) best = { at, value };
  });
  let text = sentences[best.at] ?? '';
  for (
    let next = best.at + 1;
    next < sentences.length && text.length + (sentences[next]?.length ?? 0) <= length;
    next += 1
  ) {
    text += ` ${sentences[next] ?? ''}`;
  }
  return text.length > length * 1.5 ? `${text.slice(0, length)}…` : text;
}
