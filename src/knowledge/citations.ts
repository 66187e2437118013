import type { Reference } from './schema/reference.ts';

const CITATION = /\[(@[a-z0-9-]+(?:\s*;\s*@[a-z0-9-]+)*)\]/g;

/** Keys cited in a text as `[@key]` or `[@key; @other]`, in order, once each. */
export function citedKeys(text: string): string[] {
  const keys = [...text.matchAll(CITATION)].flatMap((match) =>
    (match[1] ?? '').split(';').map((key) => key.trim().slice(1)),
  );
  return [...new Set(keys)];
}

/** Where a reference can be read: arXiv, DOI or its own address. */
export function addressOf({ arxiv, doi, url }: Reference): string {
  if (arxiv !== undefined) return `https://arxiv.org/abs/${arxiv}`;
  return doi === undefined ? (url ?? '') : `https://doi.org/${doi}`;
}

/** One line of a list of references: `[@key] Authors (year). Title. address`. */
export function referenceLine(reference: Reference): string {
  return `[@${reference.key}] ${shortAuthors(reference.authors)} (${reference.year}). ${reference.title}. ${addressOf(reference)}`;
}

function shortAuthors([first = '', second, third]: readonly string[]): string {
  if (second === undefined) return first;
  return third !== undefined || second === 'et al.' ? `${first} et al.` : `${first}, ${second}`;
}
