/**
 * Words of Han script with how often the book uses them. It is learned once, when the book is compiled, and shipped
 * with the index, so that text and query are cut by the same words whatever ICU version the reader's Node has.
 */
export class Lexicon {
  readonly #costs: ReadonlyMap<string, number>;
  readonly #longest: number;
  readonly #unknown: number;

  constructor(readonly counts: Readonly<Record<string, number>>) {
    const entries = Object.entries(counts);
    const total = entries.reduce((sum, [, count]) => sum + count, 1);
    this.#costs = new Map(entries.map(([word, count]) => [word, Math.log(total / count)]));
    this.#longest = Math.max(1, ...entries.map(([word]) => word.length));
    this.#unknown = Math.log(total) + 5;
  }

  has(word: string): boolean {
    return this.#costs.has(word);
  }

  /** The most probable cut of a run of Han characters, by a unigram model over the known words. */
  segment(run: string): string[] {
    const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
    for (let end = 1; end <= run.length; end += 1) {
      let choice = { cost: (best[end - 1]?.cost ?? 0) + this.#unknown, from: end - 1 };
      for (let from = Math.max(0, end - this.#longest); from < end; from += 1) {
        const cost = this.#costs.get(run.slice(from, end));
        const total = (best[from]?.cost ?? 0) + (cost ?? Infinity);
        if (total < choice.cost) choice = { cost: total, from };
      }
      best.push(choice);
    }
    const words: string[] = [];
    for (let end = run.length; end > 0;) {
      const from = best[end]?.from ?? end - 1;
      words.unshift(run.slice(from, end));
      end = from;
    }
    return words;
  }

  /** Known words of two or more characters inside a longer word: 注意力 in 多头注意力. */
  inside(word: string): string[] {
    const found: string[] = [];
    if (word.length < 3) return found;
    for (let from = 0; from < word.length - 1; from += 1) {
      for (let end = from + 2; end <= word.length; end += 1) {
        const part = word.slice(from, end);
        if (part !== word && this.has(part)) found.push(part);
      }
    }
    return found;
  }
}

const HAN_RUN = /\p{Script=Han}+/gu;

/** Learns the words of `texts`, with `terms` as words of their own whatever the segmenter thinks of them. */
export function learnLexicon(texts: Iterable<string>, terms: Iterable<string>): Lexicon {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  const counts = new Map<string, number>();
  const count = (word: string, times: number) => counts.set(word, (counts.get(word) ?? 0) + times);
  for (const text of texts) {
    for (const [run] of text.normalize('NFKC').matchAll(HAN_RUN)) {
      for (const { segment } of segmenter.segment(run)) count(segment, 1);
    }
  }
  for (const term of terms) {
    for (const [run] of term.normalize('NFKC').matchAll(HAN_RUN))
      if (run.length > 1 && run.length <= 8) count(run, 20);
  }
  return new Lexicon(Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))));
}
