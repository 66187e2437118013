import type { Book } from '../knowledge/book.ts';
import { termNames } from '../knowledge/book.ts';
import type { Note } from '../knowledge/schema/note.ts';
import { squeeze, stem, wordsOf, type Word } from './analyze.ts';
import { Everyday, type Saying } from './everyday.ts';
import type { Lexicon } from './lexicon.ts';
import { Names, type Named } from './names.ts';
import type { SearchIndex } from './search-index.ts';
import { OTHER_SENSES } from './other-senses.ts';
import { toSimplified } from './simplified.ts';
import { Speller } from './spelling.ts';
import { SLIGHT_WORDS } from './stop-words.ts';
import type { Translations } from './translations.ts';

/** Terms that answer a word of the query when all of them are found, and how well. */
export interface Alternative {
  readonly terms: readonly string[];
  readonly credit: number;
}

/** A word of the query with all that stands for it. */
export interface Unit {
  readonly word: Word;
  /** What it weighs in the question: the rarer, the more. */
  readonly weight: number;
  readonly alternatives: readonly Alternative[];
}

/** A query as it was understood. */
export interface Query {
  readonly units: readonly Unit[];
  /** Notes it names outright, with where. */
  readonly named: readonly Named<Note>[];
}

/** A question in which the book holds nothing. */
const NOTHING: Query = { units: [], named: [] };

/** Another name in the glossary: less than the word itself, so that the reader's own word decides. */
const SYNONYM = 0.5;
/** A Chinese word learned to stand for the English one. */
const TRANSLATED = 0.4;
/** The field's word for a plain one, which the book seldom uses. */
const EVERYDAY = 0.9;
/** All the parts of a compound that is not found whole. */
const PARTS = 0.8;
/** What a word the book does not hold weighs: more than any it does, so that other subjects come back empty. */
const UNKNOWN = 15;
/** What a lone character, a number or a word that says little in any subject weighs of that. */
const SLIGHT = 0.45;

/** Reads queries in the words of a book. */
export class QueryReader {
  readonly #notes: Names<Note>;
  readonly #synonyms: Names<readonly (readonly Word[])[]>;
  readonly #speller: Speller;
  readonly #everyday: Everyday;
  readonly #translations: ReadonlyMap<string, readonly string[]>;

  constructor(
    book: Book,
    readonly index: SearchIndex,
    readonly lexicon: Lexicon,
    translations: Translations,
    sayings: readonly Saying[],
  ) {
    this.#translations = new Map(Object.entries(translations));
    this.#notes = new Names(lexicon);
    for (const note of book.notes)
      for (const name of [note.title, note.titleEn, ...note.aliases]) this.#notes.add(name, note);
    this.#synonyms = new Names(lexicon);
    for (const term of book.terms) {
      const names = termNames(term);
      const group = names.map((name) => wordsOf(name, lexicon)).filter((words) => words.length > 0);
      for (const name of names) this.#synonyms.add(name, group);
    }
    this.#everyday = new Everyday(sayings, lexicon);
    this.#speller = new Speller(
      [
        ...book.notes.flatMap((note) => [note.title, note.titleEn, ...note.aliases]),
        ...book.terms.flatMap(termNames),
      ],
      lexicon,
      (term) => index.documentsWith(term) > 0 || this.#everyday.has(term),
    );
  }

  read(text: string): Query {
    if (OTHER_SENSES.some(({ word, shownBy }) => word.test(text) && shownBy.test(text))) return NOTHING;
    const words = wordsOf(this.correct(toSimplified(text.normalize('NFKC'))), this.lexicon);
    const alternatives = words.map((word) => this.#itself(word));
    this.#join(words, alternatives);
    this.#add(this.#synonyms.find(words), SYNONYM, alternatives);
    this.#add(this.#everyday.find(words), EVERYDAY, alternatives);
    return {
      units: words.map((word, at) => ({
        word,
        weight: this.#weight(word, alternatives[at] ?? []),
        alternatives: alternatives[at] ?? [],
      })),
      named: this.#notes.find(words),
    };
  }

  #itself(word: Word): Alternative[] {
    const whole = word.unknown ? [] : [{ terms: [word.term], credit: 1 }];
    return [
      ...whole,
      ...(word.parts.length === 0 ? [] : [{ terms: word.parts, credit: PARTS }]),
      ...(this.#translations.get(word.term) ?? []).map((term) => ({ terms: [term], credit: TRANSLATED })),
    ];
  }

  protected correct(text: string): string {
    return this.#speller.correct(text);
  }

  /** What else a stretch of the query is called stands for each of its words. */
  #add(
    found: readonly Named<readonly (readonly Word[])[]>[],
    credit: number,
    alternatives: readonly Alternative[][],
  ): void {
    for (const { from, to, of } of found) {
      for (const name of of.flat()) {
        const terms = name.flatMap((word) => this.#known(word));
        if (terms.length === 0) continue;
        for (const other of alternatives.slice(from, to)) other.push({ terms, credit });
      }
    }
  }

  /** `rms norm` is also `rmsnorm`. */
  #join(words: readonly Word[], alternatives: readonly Alternative[][]): void {
    for (const length of [2, 3]) {
      for (let from = 0; from + length <= words.length; from += 1) {
        const span = words.slice(from, from + length);
        if (!span.every(({ script }) => script === 'latin')) continue;
        const term = stem(squeeze(span.map(({ raw }) => raw).join('')));
        if (this.index.documentsWith(term) === 0) continue;
        for (let at = from; at < from + length; at += 1) alternatives[at]?.push({ terms: [term], credit: 1 });
      }
    }
  }

  /** The word's term where the index has it, its parts otherwise. */
  #known(word: Word): readonly string[] {
    return !word.unknown && this.index.documentsWith(word.term) > 0 ? [word.term] : word.parts;
  }

  #weight(word: Word, alternatives: readonly Alternative[]): number {
    const known = alternatives
      .filter(({ terms }) => terms.every((term) => this.index.documentsWith(term) > 0))
      .map(({ terms }) => Math.max(...terms.map((term) => this.rarity(term))));
    const weight = Math.min(known[0] ?? UNKNOWN, UNKNOWN);
    const slight = word.raw.length === 1 || /^[\d.]+$/.test(word.raw) || SLIGHT_WORDS.has(word.raw);
    return slight ? weight * SLIGHT : weight;
  }

  /** Inverse document frequency. */
  rarity(term: string): number {
    const { documentCount } = this.index;
    const frequency = this.index.documentsWith(term);
    return Math.log(1 + (documentCount - frequency + 0.5) / (frequency + 0.5));
  }
}
