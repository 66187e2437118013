import { tableOfContents } from '../knowledge/contents.ts';
import { MARKDOWN, type Resource } from './define-resource.ts';

const URI = 'notes://book';

export const book: Resource = {
  name: 'book',
  title: '目录 · Table of contents',
  description: '全书目录，标明哪些笔记已写成 / the table of contents, with what is written',
  uri: URI,
  mimeType: MARKDOWN,
  list: () => [{ uri: URI, name: 'book', title: '目录 · Table of contents' }],
  read: (whole) => ({ mimeType: MARKDOWN, text: tableOfContents(whole) }),
};
