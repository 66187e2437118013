import { referenceLine } from '../knowledge/citations.ts';
import { completions } from '../text/completions.ts';
import { MARKDOWN, type Resource } from './define-resource.ts';

export const reference: Resource = {
  name: 'reference',
  title: '参考文献 · Reference',
  description: '一条参考文献及引用它的笔记 / one source and the notes that cite it',
  uri: 'notes://reference/{key}',
  mimeType: MARKDOWN,
  // Hundreds of sources would bury the notes in a host's list; they are found through what cites them.
  list: () => [],
  read: (book, key) => {
    const found = book.reference(key);
    if (found === undefined) return undefined;
    const citing = book.notes
      .filter(({ references }) => references.includes(key))
      .map(({ id, title }) => `- ${id} ${title}`);
    return {
      mimeType: MARKDOWN,
      text: [
        referenceLine(found),
        `引用它的笔记 / cited by:\n${citing.join('\n')}`,
        `\`\`\`bibtex\n${found.bibtex}\n\`\`\``,
      ].join('\n\n'),
    };
  },
  complete: ({ references }, typed) =>
    completions(
      references.map(({ key }) => key),
      typed,
    ),
};
