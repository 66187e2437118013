import { termNames } from '../knowledge/book.ts';
import { completions } from '../text/completions.ts';
import { MARKDOWN, type Resource } from './define-resource.ts';

export const glossary: Resource = {
  name: 'glossary',
  title: '术语 · Term',
  description: '术语表中的一条 / one entry of the glossary',
  uri: 'notes://glossary/{term}',
  mimeType: MARKDOWN,
  list: ({ terms }) =>
    terms.map(({ key, zh, en, definition }) => ({
      uri: `notes://glossary/${key}`,
      name: key,
      title: `${zh} · ${en}`,
      description: definition,
    })),
  read: (book, name) => {
    const term = book.termNames.find(name);
    if (term === undefined) return undefined;
    const notes = term.notes.filter((id) => book.note(id) !== undefined).map((id) => `notes://note/${id}`);
    return {
      mimeType: MARKDOWN,
      text: [
        `# ${term.zh} · ${term.en}`,
        term.definition,
        term.definition_en,
        `又名 / also: ${[...new Set(termNames(term))].join('、')}`,
        ...(term.see_also.length > 0
          ? [`参见 / see also: ${term.see_also.map((key) => `notes://glossary/${key}`).join('、')}`]
          : []),
        ...(notes.length > 0 ? [`笔记 / notes: ${notes.join('、')}`] : []),
      ].join('\n\n'),
    };
  },
  complete: ({ terms }, typed) =>
    completions(
      terms.map(({ key }) => key),
      typed,
    ),
};
