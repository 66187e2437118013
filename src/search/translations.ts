import type { CompiledBook } from '../knowledge/compiled-book.ts';
import { termNames } from '../knowledge/book.ts';
import { wordsOf } from './analyze.ts';
import { readableText } from './documents.ts';
import type { Lexicon } from './lexicon.ts';

/** Chinese words an English stem is written as in this book, likeliest first. */
export type Translations = Readonly<Record<string, readonly string[]>>;

const ROUNDS = 4;
/** A word seen less often has too little company to be told apart. */
const SEEN = 3;
/** Least probability of a translation, and most translations of a word. */
const LIKELY = 0.18;
const MOST = 3;

/**
 * Learns which Chinese words stand for which English ones from what the book says in both languages: summaries, titles
 * and the glossary. It is IBM's first model of translation (Brown et al. 1993): every word of one side is explained by
 * the words of the other, in the shares that explain all pairs best, found by expectation maximisation.
 */
export function learnTranslations(book: CompiledBook, lexicon: Lexicon): Translations {
  const texts = pairsOf(book).map(([zh, en]) => ({
    zh: new Set(chinese(zh, lexicon)),
    en: new Set(english(en, lexicon)),
  }));
  const zhSeen = often(texts.map(({ zh }) => zh));
  const enSeen = often(texts.map(({ en }) => en));
  const couples = new Couples();
  for (const { zh, en } of texts) {
    couples.add(
      [...zh].filter((word) => zhSeen.has(word)),
      [...en].filter((word) => enSeen.has(word)),
    );
  }
  for (let round = 0; round < ROUNDS; round += 1) couples.improve();
  return couples.likely();
}

/** English and Chinese words met in one text, with the share of the first that the second is. */
class Couples {
  readonly #numbers = new Map<string, Map<string, number>>();
  #shares: number[] = [];
  /** For each Chinese word of each text, its couples with the English words there. */
  readonly #choices: number[][] = [];

  add(zh: readonly string[], en: readonly string[]): void {
    const rows = en.map((source) => {
      const row = this.#numbers.get(source) ?? new Map<string, number>();
      this.#numbers.set(source, row);
      return row;
    });
    for (const target of zh) {
      this.#choices.push(
        rows.map((row) => {
          const number = row.get(target) ?? this.#shares.push(1) - 1;
          row.set(target, number);
          return number;
        }),
      );
    }
  }

  /** Each Chinese word is shared out among the English words beside it as they explained it so far. */
  improve(): void {
    const counts = new Array<number>(this.#shares.length).fill(0);
    for (const choice of this.#choices) {
      let total = 0;
      for (const number of choice) total += this.#shares[number] ?? 0;
      if (total === 0) continue;
      for (const number of choice)
        counts[number] = (counts[number] ?? 0) + (this.#shares[number] ?? 0) / total;
    }
    for (const row of this.#numbers.values()) {
      let total = 0;
      for (const number of row.values()) total += counts[number] ?? 0;
      for (const number of row.values()) counts[number] = (counts[number] ?? 0) / total;
    }
    this.#shares = counts;
  }

  likely(): Translations {
    const found: Record<string, string[]> = {};
    for (const [word, row] of [...this.#numbers].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const targets = [...row]
        .map(([zh, number]) => ({ zh, share: this.#shares[number] ?? 0 }))
        .filter(({ zh, share }) => share >= LIKELY && /\p{Script=Han}/u.test(zh))
        .sort((a, b) => b.share - a.share || (a.zh < b.zh ? -1 : 1))
        .slice(0, MOST)
        .map(({ zh }) => zh);
      if (targets.length > 0) found[word] = targets;
    }
    return found;
  }
}

/** The words in enough of the texts. */
function often(texts: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of text) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= SEEN).map(([word]) => word));
}

function pairsOf(book: CompiledBook): [zh: string, en: string][] {
  return [
    ...book.notes.flatMap((note): [string, string][] => [[note.summary, note.summaryEn]]),
    ...book.toc.map((entry): [string, string] => [entry.title, entry.titleEn]),
    ...book.glossary.flatMap((term): [string, string][] => {
      const names = termNames(term);
      return [
        [readableText(term.definition), readableText(term.definition_en)],
        [names.join(' ; '), names.join(' ; ')],
      ];
    }),
  ];
}

/** Latin words stay on the Chinese side, to explain themselves. */
function chinese(text: string, lexicon: Lexicon): string[] {
  return wordsOf(text, lexicon)
    .filter(({ raw, unknown }) => raw.length > 1 && !unknown)
    .map(({ term }) => term);
}

function english(text: string, lexicon: Lexicon): string[] {
  return wordsOf(text, lexicon)
    .filter(({ script, raw }) => script === 'latin' && /^[a-z][a-z'-]+$/.test(raw))
    .flatMap(({ term, parts }) => (parts.length > 0 ? parts : [term]));
}
