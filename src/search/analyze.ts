import lunr from 'lunr';
import type { Lexicon } from './lexicon.ts';
import { toSimplified } from './simplified.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A word as it stands in a text, with the terms it is indexed by. */
export interface Word {
  readonly script: 'han' | 'latin';
  /** As written, normalised. */
  readonly raw: string;
  /** The term of the whole word. */
  readonly term: string;
  /** Terms of what the word is made of; empty when it is not composed. */
  readonly parts: readonly string[];
  /** Han characters no word of the book accounts for: indexed by its parts, pairs of characters, alone. */
  readonly unknown: boolean;
}

const RUN =
  /(?<han>\p{Script=Han}+)|(?<latin>[\p{Script=Latin}\p{Nd}\p{Script=Greek}]+(?:[.+#\-_/'’][\p{Script=Latin}\p{Nd}\p{Script=Greek}]+)*\+*)/gu;

/**
 * The words of a text, in order, without those that only ask. One function for text and query, so that what was written
 * and what is asked are cut alike: NFKC, simplified characters, Latin runs whole and in parts (`ZeRO-3`: zero3, zero, 3;
 * `RMSNorm`: rmsnorm, rms, norm), Han runs by the book's lexicon.
 */
export function wordsOf(text: string, lexicon: Lexicon): Word[] {
  const words: Word[] = [];
  for (const match of toSimplified(text.normalize('NFKC')).matchAll(RUN)) {
    const { han, latin } = match.groups ?? {};
    if (han !== undefined) pushHan(han, lexicon, words);
    if (latin !== undefined) pushLatin(latin, words);
  }
  return words;
}

/** The index terms of a text, in order. */
export function analyze(text: string, lexicon: Lexicon): string[] {
  return termsOf(wordsOf(text, lexicon));
}

export function termsOf(words: readonly Word[]): string[] {
  return words.flatMap(({ term, parts, unknown }) => (unknown ? parts : [term, ...parts]));
}

function pushHan(run: string, lexicon: Lexicon, words: Word[]): void {
  let loose = '';
  const flush = () => {
    if (loose !== '') words.push(looseWord(loose, lexicon));
    loose = '';
  };
  for (const word of lexicon.segment(run)) {
    if (STOP_WORDS.has(word)) {
      flush();
    } else if (word.length === 1) {
      loose += word;
    } else {
      flush();
      words.push({ script: 'han', raw: word, term: word, parts: lexicon.inside(word), unknown: false });
    }
  }
  flush();
}

/** Single characters in a row: a word the lexicon does not have, found by its pairs. */
function looseWord(run: string, lexicon: Lexicon): Word {
  const pairs = Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));
  return run.length === 1
    ? { script: 'han', raw: run, term: run, parts: [], unknown: !lexicon.has(run) }
    : { script: 'han', raw: run, term: run, parts: pairs, unknown: true };
}

function pushLatin(run: string, words: Word[]): void {
  const raw = run.toLowerCase();
  if (STOP_WORDS.has(raw)) return;
  const pieces = run.split(/[.+#\-_/'’]+|(?<=\p{L})(?=\p{Nd})|(?<=\p{Nd})(?=\p{L})/u);
  const parts = pieces.flatMap((piece) => {
    const humps = piece.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
    return humps.length > 1 && humps.every((hump) => hump.length > 2) ? [piece, ...humps] : [piece];
  });
  const term = stem(squeeze(raw));
  if (STOP_WORDS.has(term)) return;
  words.push({
    script: 'latin',
    raw,
    term,
    parts: [...new Set(parts.map((part) => part.toLowerCase()))]
      .filter((part) => part !== '' && !STOP_WORDS.has(part))
      .map(stem)
      .filter((part) => part !== term),
    unknown: false,
  });
}

/** A Latin word without its joints: `flash-attn`, `flash_attn` and `flashattn` are one term. */
export function squeeze(raw: string): string {
  const squeezed = raw.replace(/(?<=[\p{L}\p{Nd}])[.#\-_/'’]+(?=[\p{L}\p{Nd}])/gu, '');
  return /^\p{Nd}+$/u.test(squeezed) ? raw : squeezed;
}

const stems = new Map<string, string>();

export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let known = stems.get(word);
  if (known === undefined) {
    // British and American spelling are one word: optimise, optimize.
    const american = word.replace(/is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)/, 'iz');
    known = lunr.stemmer(new lunr.Token(american, {})).toString();
    if (stems.size < MOST_STEMS) stems.set(word, known);
  }
  return known;
}

/** The stemmer is slow and the words of a book are few; queries of strangers must not grow this for ever. */
const MOST_STEMS = 20_000;
