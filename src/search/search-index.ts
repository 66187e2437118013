/** A document to be found: fields of analysed terms. */
export interface IndexedDocument {
  readonly id: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

export interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
}

export interface IndexHit {
  readonly id: string;
  readonly score: number;
  /** The query terms the document holds. */
  readonly matched: ReadonlySet<string>;
}

/** What ranking needs of an engine. Documents and queries come analysed; the engine only matches and scores terms. */
export interface SearchIndex {
  /** Best first; equal scores by id. */
  query(terms: readonly WeightedTerm[]): IndexHit[];
  /** How many documents hold the term. */
  documentsWith(term: string): number;
  readonly documentCount: number;
}
