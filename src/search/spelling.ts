import type { Lexicon } from './lexicon.ts';
import { stem } from './analyze.ts';
import { toSimplified } from './simplified.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Shorter words are mostly acronyms, and one letter makes another of them: MLA, MQA. */
const SHORTEST = 5;
/** In a shorter one a wrong letter more often makes another word than a slip: radio, ratio. */
const SUBSTITUTED = 6;
/** From this length on two slips are forgiven. */
const LONG = 10;
/** Names of Han characters this long or longer may have one wrong. */
const HAN_SHORTEST = 4;

/**
 * Corrects what the book cannot hold towards names it does: Latin words by one or two slips (a letter missing, added,
 * wrong, or two swapped), Chinese names by one character. Only names are corrected to; towards any word of the text a
 * question on another subject would be bent into one on this.
 */
export class Speller {
  /** Latin words by first letter. */
  readonly #words = new Map<string, Set<string>>();
  readonly #names: readonly string[];

  constructor(
    names: Iterable<string>,
    readonly lexicon: Lexicon,
    readonly isKnown: (term: string) => boolean,
  ) {
    const han = new Set<string>();
    for (const name of names) {
      const text = toSimplified(name.normalize('NFKC')).toLowerCase();
      const latin = text.match(/[a-z]+/g) ?? [];
      for (const word of [...latin, ...(/^[a-z -]+$/.test(text) ? [text.replace(/[ -]/g, '')] : [])]) {
        if (word.length >= SHORTEST) this.#bucket(word).add(word);
      }
      if (/^\p{Script=Han}+$/u.test(text) && text.length >= HAN_SHORTEST) han.add(text);
    }
    this.#names = [...han];
  }

  correct(text: string): string {
    return text
      .replace(/[a-z]+/giu, (word) => this.#latin(word.toLowerCase()) ?? word)
      .replace(/\p{Script=Han}{4,}/gu, (run) => this.#han(run));
  }

  #latin(word: string): string | undefined {
    if (word.length < SHORTEST || STOP_WORDS.has(word) || this.isKnown(stem(word))) return undefined;
    const most = word.length >= LONG ? 2 : 1;
    let best: { word: string; slips: number } | undefined;
    for (const candidate of this.#bucket(word)) {
      if (Math.abs(candidate.length - word.length) > most) continue;
      if (word.length < SUBSTITUTED && word.length === candidate.length && !sameLetters(word, candidate))
        continue;
      const slips = distance(word, candidate);
      if (slips <= most && slips < (best?.slips ?? Infinity)) best = { word: candidate, slips };
    }
    return best?.word;
  }

  /** A stretch that is a name but for one character, which belongs to no known word, becomes the name. */
  #han(run: string): string {
    const loose = new Set<number>();
    let at = 0;
    for (const word of this.lexicon.segment(run)) {
      if (word.length === 1) loose.add(at);
      at += word.length;
    }
    if (loose.size === 0) return run;
    for (const name of this.#names) {
      for (let from = 0; from + name.length <= run.length; from += 1) {
        let wrong = -1;
        let slips = 0;
        for (let i = 0; i < name.length && slips < 2; i += 1) {
          if (name[i] === run[from + i]) continue;
          slips += 1;
          wrong = from + i;
        }
        if (slips === 1 && loose.has(wrong)) return run.slice(0, from) + name + run.slice(from + name.length);
      }
    }
    return run;
  }

  /** The words that begin alike: a slip in the first letter is rare. */
  #bucket(word: string): Set<string> {
    const first = word.slice(0, 1);
    const bucket = this.#words.get(first) ?? new Set();
    this.#words.set(first, bucket);
    return bucket;
  }
}

function sameLetters(a: string, b: string): boolean {
  return Array.from(a).sort().join('') === Array.from(b).sort().join('');
}

/** Edits between two words, two swapped neighbours counting as one (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
