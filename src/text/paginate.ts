import { countTokens, cutToTokens } from './tokens.ts';

export interface Page {
  readonly text: string;
  /** Where the next page begins in the text; undefined at the end. */
  readonly next?: number;
}

/**
 * As many whole blocks (paragraphs, tables, fences) of `text` from `start` as `budget` tokens hold. A block that alone
 * is larger is cut at a sentence, so that every page moves on.
 */
export function pageOf(text: string, start: number, budget: number): Page {
  let end = start;
  while (end < text.length) {
    const next = endOfBlock(text, end);
    if (countTokens(text.slice(start, next)) > budget) break;
    end = next;
  }
  if (end === start && start < text.length) {
    end = start + Math.max(1, cutToTokens(text.slice(start), budget).length);
  }
  return { text: text.slice(start, end).trim(), ...(end < text.length ? { next: end } : {}) };
}

/** The offset after the block at `from`: the next blank line outside a code or math fence. */
function endOfBlock(text: string, from: number): number {
  let fence: string | undefined;
  let at = from;
  let seen = false;
  while (at < text.length) {
    const lineEnd = text.indexOf('\n', at);
    const stop = lineEnd === -1 ? text.length : lineEnd + 1;
    const line = text.slice(at, stop).trim();
    const mark = /^(```|~~~|\$\$)/.exec(line)?.[1];
    if (fence === undefined && line === '' && seen) return stop;
    if (line !== '') seen = true;
    if (mark !== undefined) {
      if (fence === mark) fence = undefined;
      else if (fence === undefined && !(mark === '$$' && line.length > 2 && line.endsWith('$$')))
        fence = mark;
    }
    at = stop;
  }
  return text.length;
}
