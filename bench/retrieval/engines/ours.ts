import { Book } from '../../../src/knowledge/book.ts';
import type { CompiledBook } from '../../../src/knowledge/compiled-book.ts';
import { LunrIndex } from '../../../src/search/lunr-index.ts';
import { Lexicon } from '../../../src/search/lexicon.ts';
import { NoteSearch } from '../../../src/search/note-search.ts';
import { QueryReader } from '../../../src/search/query.ts';
import { buildSearchData, type SearchData } from '../../../src/search/search-data.ts';
import type { Engine } from './engine.ts';

/** An ingredient taken away: from the book before it is indexed, from what is stored, or from how queries are read. */
export interface Without {
  readonly book?: (book: CompiledBook) => CompiledBook;
  readonly data?: (data: SearchData) => SearchData;
  readonly reader?: typeof QueryReader;
}

/** The server's own search, from an index stored and loaded as it is shipped. */
export function ours(name = 'ours', without: Without = {}): Engine {
  const reader = without.reader ?? QueryReader;
  return {
    name,
    build: (compiled) => {
      const changed = without.book?.(compiled) ?? compiled;
      const book = new Book(changed);
      const stored = JSON.parse(JSON.stringify(buildSearchData(changed))) as SearchData;
      const data = without.data?.(stored) ?? stored;
      const index = LunrIndex.load(data.index);
      const read = new reader(book, index, new Lexicon(data.words), data.translations, data.sayings);
      const search = new NoteSearch(book, index, read);
      return (query) => search.search(query, { limit: 10 }).map(({ note }) => note.id);
    },
  };
}
