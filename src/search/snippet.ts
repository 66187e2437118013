import { analyze } from './analyze.ts';
import type { Lexicon } from './lexicon.ts';

export interface Snippet {
  readonly text: string;
  /** What the terms it holds are worth together. */
  readonly worth: number;
}

/**
 * The stretch of a passage that holds most of what was asked, about `length` characters, whole sentences where they
 * fit. `weights` says what each matched term is worth.
 */
export function snippet(
  markdown: string,
  weights: ReadonlyMap<string, number>,
  lexicon: Lexicon,
  length = 160,
): Snippet {
  const sentences = withoutMarkup(markdown)
    .split(/(?<=[。！？；])|(?<=[.!?])\s|\n{2,}|\n(?=\|)/)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence !== '' && !/^[|:\s-]+$/.test(sentence));
  let best = { at: 0, worth: -1 };
  sentences.forEach((sentence, at) => {
    const worth = [...new Set(analyze(sentence, lexicon))].reduce(
      (sum, term) => sum + (weights.get(term) ?? 0),
      0,
    );
    if (worth > best.worth) best = { at, worth };
  });
  let text = sentences[best.at] ?? '';
  for (const next of sentences.slice(best.at + 1)) {
    if (text.length + next.length > length) break;
    text += next;
  }
  return {
    text: text.length > length * 1.5 ? `${text.slice(0, length)}…` : text,
    worth: Math.max(0, best.worth),
  };
}

/** A passage as a line of prose: no citations, link targets, emphasis or display math. */
function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/```[\s\S]*?```|\$\$[\s\S]*?\$\$/g, '\n\n')
    .replace(/\s*\[@[^\]]+\]/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/\*\*/g, '')
    .replace(/^\s*(?:[-*]|\d+\.)\s+/gm, '');
}
