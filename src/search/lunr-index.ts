import lunr from 'lunr';
import type { IndexedDocument, IndexHit, SearchIndex, WeightedTerm } from './search-index.ts';

/** Fields of the book's documents, with what a match in each is worth. */
const FIELDS = { title: 6, aliases: 6, headings: 3, question: 3, summary: 2, body: 1 } as const;

/**
 * lunr behind the port. Its tokenizer splits on the spaces we put in and both its pipelines are empty: lunr never
 * tokenises queries and its own trimmer empties Han words, so analysis is done before it, the same for both sides.
 */
export class LunrIndex implements SearchIndex {
  readonly #index: lunr.Index;
  readonly #frequencies: ReadonlyMap<string, number>;
  readonly documentCount: number;

  private constructor(index: lunr.Index) {
    this.#index = index;
    const serialized = index.toJSON() as {
      invertedIndex: [string, Record<string, unknown>][];
      fieldVectors: [string, unknown][];
    };
    const ids = new Set(serialized.fieldVectors.map(([field]) => field.slice(field.indexOf('/') + 1)));
    this.documentCount = ids.size;
    this.#frequencies = new Map(serialized.invertedIndex.map(([term, posting]) => [term, holders(posting)]));
  }

  static build(documents: readonly IndexedDocument[]): LunrIndex {
    const builder = new lunr.Builder();
    builder.ref('id');
    for (const [field, boost] of Object.entries(FIELDS)) builder.field(field, { boost });
    builder.tokenizer = splitOnSpaces as typeof lunr.tokenizer;
    for (const { id, fields } of documents) {
      builder.add({
        id,
        ...Object.fromEntries(Object.entries(fields).map(([field, terms]) => [field, terms.join(' ')])),
      });
    }
    return new LunrIndex(builder.build());
  }

  static load(serialized: object): LunrIndex {
    return new LunrIndex(lunr.Index.load(serialized));
  }

  toJSON(): object {
    return this.#index.toJSON();
  }

  query(terms: readonly WeightedTerm[]): IndexHit[] {
    const known = terms.filter(({ term }) => this.#frequencies.has(term));
    if (known.length === 0) return [];
    const hits = this.#index.query((query) => {
      for (const { term, weight } of known) query.term(term, { boost: weight, usePipeline: false });
    });
    return hits
      .map(({ ref, score, matchData }) => ({
        id: ref,
        score,
        matched: new Set(Object.keys(matchData.metadata as Record<string, unknown>)),
      }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  }

  documentsWith(term: string): number {
    return this.#frequencies.get(term) ?? 0;
  }
}

function splitOnSpaces(text: unknown): lunr.Token[] {
  const words = typeof text === 'string' ? text.split(' ').filter((word) => word !== '') : [];
  return words.map((word) => new lunr.Token(word, {}));
}

/** Documents in a posting: `{_index: n, field: {id: …}, …}`. */
function holders(posting: Record<string, unknown>): number {
  const ids = new Set<string>();
  for (const [field, documents] of Object.entries(posting)) {
    if (field !== '_index') for (const id of Object.keys(documents as object)) ids.add(id);
  }
  return ids.size;
}
