import type { GlossaryTerm } from '../knowledge/schema/glossary.ts';
import { termNames } from '../knowledge/book.ts';
import { analyze } from './analyze.ts';
import type { Lexicon } from './lexicon.ts';

/** Another name of something the query names: its terms, to be searched beside those they stand for. */
export interface Synonym {
  readonly instead: readonly string[];
  readonly terms: readonly string[];
}

/** The glossary as synonyms: every name of a term stands for every other, in either language. */
export class Synonyms {
  readonly #groups = new Map<string, { names: string[][]; key: string }[]>();

  constructor(
    glossary: readonly GlossaryTerm[],
    readonly lexicon: Lexicon,
  ) {
    for (const term of glossary) {
      const names = termNames(term)
        .map((name) => analyze(name, lexicon))
        .filter((terms) => terms.length > 0);
      for (const name of names) {
        const first = name[0] ?? '';
        const group = this.#groups.get(first) ?? [];
        group.push({ names, key: name.join(' ') });
        this.#groups.set(first, group);
      }
    }
  }

  /** Other names of whatever the analysed query names, longest names first. */
  of(query: readonly string[]): Synonym[] {
    const found: Synonym[] = [];
    const text = ` ${query.join(' ')} `;
    const seen = new Set<string[][]>();
    for (const word of new Set(query)) {
      for (const { names, key } of this.#groups.get(word) ?? []) {
        if (seen.has(names) || !text.includes(` ${key} `)) continue;
        seen.add(names);
        const own = key.split(' ');
        for (const terms of names) {
          if (terms.join(' ') !== key) found.push({ instead: own, terms });
        }
      }
    }
    return found;
  }
}
