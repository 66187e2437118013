import { countTokens, cutToTokens } from './tokens.ts';

/** A part of an answer. Lower `rank` is kept first; one that may be cut is shortened at a sentence, others are dropped. */
export interface Part {
  readonly text: string;
  readonly rank: number;
  readonly mayCut?: boolean;
}

/** Below this a cut part would say nothing. */
const SHORTEST = 15;

/** The parts, in the order given, that fit `budget` tokens together. */
export function fitParts(parts: readonly Part[], budget: number): string {
  let left = budget;
  const kept = new Map<Part, string>();
  for (const part of [...parts].sort((a, b) => a.rank - b.rank)) {
    if (part.text === '') continue;
    const cost = countTokens(part.text) + SEPARATOR;
    if (cost <= left) {
      kept.set(part, part.text);
      left -= cost;
    } else if (part.mayCut === true && left > SHORTEST) {
      const cut = cutToTokens(part.text, left - SEPARATOR - 1);
      kept.set(part, `${cut.trimEnd()}…`);
      left -= countTokens(cut) + SEPARATOR + 1;
    }
  }
  return parts.flatMap((part) => kept.get(part) ?? []).join('\n\n');
}

/** What a blank line between parts costs. */
const SEPARATOR = 1;
