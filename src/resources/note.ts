import { citedKeys, referenceLine } from '../knowledge/citations.ts';
import { completions } from '../text/completions.ts';
import { MARKDOWN, type Resource } from './define-resource.ts';

export const note: Resource = {
  name: 'note',
  title: '笔记 · Note',
  description: '一篇笔记的全文，附引用 / one note, whole, with its references',
  uri: 'notes://note/{+id}',
  mimeType: MARKDOWN,
  list: ({ notes }) =>
    notes.map(({ id, title, titleEn, summary }) => ({
      uri: `notes://note/${id}`,
      name: id,
      title: `${id} ${title} · ${titleEn}`,
      description: summary,
    })),
  read: (book, id) => {
    const found = book.note(id);
    if (found === undefined) return undefined;
    const references = citedKeys(found.body).flatMap((key) => book.reference(key) ?? []);
    return {
      mimeType: MARKDOWN,
      text: [
        `# ${found.title} · ${found.titleEn}`,
        `> ${found.summary}`,
        found.body,
        `## 引用 · References\n${references.map((reference) => `- ${referenceLine(reference)}`).join('\n')}`,
      ].join('\n\n'),
    };
  },
  complete: ({ notes }, typed) =>
    completions(
      notes.map(({ id }) => id),
      typed,
    ),
};
