/** An entry of `references.bib`, reduced to what a citation shows; `bibtex` is the entry as written. */
export interface Reference {
  readonly key: string;
  readonly title: string;
  /** Names in order, family name last as in running text; "et al." where the entry says `and others`. */
  readonly authors: readonly string[];
  readonly year: string;
  readonly arxiv?: string;
  readonly doi?: string;
  readonly url?: string;
  readonly bibtex: string;
}
