import type { Lexicon } from './lexicon.ts';
import { squeeze, stem, wordsOf, type Word } from './analyze.ts';

/** A stretch of a query that is a name of something. */
export interface Named<T> {
  readonly from: number;
  /** After the last word. */
  readonly to: number;
  readonly of: readonly T[];
}

/** Longest name looked for, in words. */
const LONGEST = 6;

/**
 * Things found by the names a text holds, blind to spaces, hyphens, case and endings: `flash-attn`, `Flash Attn` and
 * `FLASH_ATTN` are one name.
 */
export class Names<T> {
  readonly #byKey = new Map<string, Set<T>>();

  constructor(readonly lexicon: Lexicon) {}

  add(name: string, thing: T): void {
    for (const key of keysOf(wordsOf(name, this.lexicon))) {
      const things = this.#byKey.get(key) ?? new Set();
      things.add(thing);
      this.#byKey.set(key, things);
    }
  }

  /** Every name among the words, longer ones before those inside them. */
  find(words: readonly Word[]): Named<T>[] {
    const found: Named<T>[] = [];
    for (let length = Math.min(LONGEST, words.length); length > 0; length -= 1) {
      for (let from = 0; from + length <= words.length; from += 1) {
        const keys = keysOf(words.slice(from, from + length));
        const things = new Set(keys.flatMap((key) => [...(this.#byKey.get(key) ?? [])]));
        if (things.size > 0) found.push({ from, to: from + length, of: [...things] });
      }
    }
    return found;
  }
}

/** The words run together, as written and by their stems. */
function keysOf(words: readonly Word[]): string[] {
  const written = words
    .map(({ script, raw }) => (script === 'han' ? raw : squeeze(raw).replace(/(?<=[a-z]{3})s$/, '')))
    .join('');
  const stems = words
    .map(({ script, raw, term }) =>
      script === 'han'
        ? raw
        : /^[a-z]+([-_'’][a-z]+)+$/.test(raw)
          ? raw
              .split(/[-_'’]/)
              .map(stem)
              .join('')
          : term,
    )
    .join('');
  return [...new Set([written, stems])].filter((key) => key !== '');
}
