import lunr from 'lunr';
import type { IndexedDocument, IndexHit, SearchIndex, WeightedTerm } from './search-index.ts';

/** Fields of the book's documents, with what a match in each is worth. */
const FIELDS = {
  title: 6,
  aliases: 6,
  headings: 3,
  question: 3,
  summary: 2,
  names: 4,
  definition: 1,
  body: 1,
} as const;

/**
 * The index as it is stored. lunr's own form writes every posting twice, with names spelt out and weights to fifteen
 * digits; this holds the same in a quarter of the bytes.
 */
export interface StoredIndex {
  readonly documents: readonly string[];
  readonly terms: readonly string[];
  /** For each document, pairs: the step from the last term's number, and the term's weight in hundredths. */
  readonly vectors: readonly (readonly number[])[];
}

interface Posting {
  readonly documents: number[];
  readonly weights: number[];
}

/**
 * lunr behind the port: it weighs every term of every field (BM25), and the weights are shipped. A query is the sum of
 * the weights of its terms, as lunr would have it too; we add them up ourselves, because `lunr.Index.query` builds
 * objects for every posting and takes twenty times as long. Its tokenizer splits on the spaces we put in and its
 * pipelines are empty: lunr never tokenises queries and its trimmer empties Han words, so analysis is done before it.
 */
export class LunrIndex implements SearchIndex {
  readonly #postings = new Map<string, Posting>();

  private constructor(private readonly stored: StoredIndex) {
    const postings = stored.terms.map((term) => {
      const posting: Posting = { documents: [], weights: [] };
      this.#postings.set(term, posting);
      return posting;
    });
    stored.vectors.forEach((vector, document) => {
      let number = 0;
      for (let at = 0; at < vector.length; at += 2) {
        number += vector[at] ?? 0;
        const posting = postings[number];
        posting?.documents.push(document);
        posting?.weights.push((vector[at + 1] ?? 0) / 100);
      }
    });
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
    return new LunrIndex(merge(builder.build().toJSON() as SerializedLunr));
  }

  static load(stored: StoredIndex): LunrIndex {
    return new LunrIndex(stored);
  }

  get documentCount(): number {
    return this.stored.documents.length;
  }

  toJSON(): StoredIndex {
    return this.stored;
  }

  query(terms: readonly WeightedTerm[]): IndexHit[] {
    const found = new Map<number, { score: number; matched: Set<string> }>();
    for (const { term, weight } of terms) {
      const posting = this.#postings.get(term);
      posting?.documents.forEach((document, at) => {
        const hit = found.get(document) ?? { score: 0, matched: new Set<string>() };
        found.set(document, hit);
        hit.score += weight * (posting.weights[at] ?? 0);
        hit.matched.add(term);
      });
    }
    return [...found]
      .map(([document, { score, matched }]) => ({
        id: this.stored.documents[document] ?? '',
        score,
        matched,
      }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  }

  documentsWith(term: string): number {
    return this.#postings.get(term)?.documents.length ?? 0;
  }
}

/** lunr's serialised form, what is used of it. */
interface SerializedLunr {
  /** `field/document` with pairs of a term's number and its weight in that field. */
  readonly fieldVectors: readonly (readonly [string, readonly number[]])[];
  readonly invertedIndex: readonly (readonly [string, { readonly _index: number }])[];
}

/** Fields added up to documents: every term of a query is asked of all fields alike. */
function merge({ fieldVectors, invertedIndex }: SerializedLunr): StoredIndex {
  const terms: string[] = [];
  for (const [term, { _index }] of invertedIndex) terms[_index] = term;
  const documents = new Map<string, Map<number, number>>();
  for (const [name, vector] of fieldVectors) {
    const id = name.slice(name.indexOf('/') + 1);
    const weights = documents.get(id) ?? new Map<number, number>();
    documents.set(id, weights);
    for (let at = 0; at < vector.length; at += 2) {
      const number = vector[at] ?? 0;
      weights.set(number, (weights.get(number) ?? 0) + (vector[at + 1] ?? 0));
    }
  }
  return {
    documents: [...documents.keys()],
    terms,
    vectors: [...documents.values()].map((weights) => {
      let last = 0;
      return [...weights]
        .sort(([a], [b]) => a - b)
        .flatMap(([number, weight]) => {
          const step = number - last;
          last = number;
          return [step, Math.round(weight * 100)];
        });
    }),
  };
}

function splitOnSpaces(text: unknown): lunr.Token[] {
  const words = typeof text === 'string' ? text.split(' ').filter((word) => word !== '') : [];
  return words.map((word) => new lunr.Token(word, {}));
}
