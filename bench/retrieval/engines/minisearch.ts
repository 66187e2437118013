import MiniSearch from 'minisearch';
import { FIELD_WEIGHTS, FIELDS, fieldsOf, type Cut, type Engine } from './engine.ts';

/** MiniSearch as its documentation suggests: OR, prefixes, a fifth of a word in typos; or with our words. */
export function miniSearch(name: string, cutOf?: (book: Parameters<Engine['build']>[0]) => Cut): Engine {
  return {
    name,
    build: (book) => {
      const cut = cutOf?.(book);
      const index = new MiniSearch<{ id: string }>({
        fields: FIELDS,
        ...(cut === undefined ? {} : { tokenize: cut, processTerm: (term: string) => term }),
        searchOptions: {
          boost: FIELD_WEIGHTS,
          fuzzy: (term) => (/^[a-z]{4,}$/.test(term) ? 0.2 : false),
          prefix: cut === undefined,
        },
      });
      index.addAll(book.notes.map((note) => ({ id: note.id, ...fieldsOf(note) })));
      return (query) =>
        index
          .search(query)
          .slice(0, 10)
          .map(({ id }) => id as string);
    },
  };
}
