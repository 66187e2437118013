import type { Resource } from './define-resource.ts';

const URI = 'notes://references.bib';
const BIBTEX = 'application/x-bibtex';

export const bibliography: Resource = {
  name: 'references.bib',
  title: '全部参考文献 · Bibliography',
  description: '全书参考文献，BibTeX / every source of the book as BibTeX',
  uri: URI,
  mimeType: BIBTEX,
  list: () => [{ uri: URI, name: 'references.bib', title: '全部参考文献 · Bibliography' }],
  read: ({ references }) => ({ mimeType: BIBTEX, text: references.map(({ bibtex }) => bibtex).join('\n\n') }),
};
