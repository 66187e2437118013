import { Book } from '../knowledge/book.ts';
import type { CompiledBook } from '../knowledge/compiled-book.ts';
import { documentsOf, readableText } from './documents.ts';
import { learnLexicon, Lexicon } from './lexicon.ts';
import { LunrIndex } from './lunr-index.ts';
import { NoteSearch } from './note-search.ts';
import { termNames } from '../knowledge/book.ts';

/** The search of a book as it is stored: the words it was cut by and the engine's index. */
export interface SearchData {
  readonly words: Readonly<Record<string, number>>;
  readonly index: object;
}

export function buildSearchData(book: CompiledBook): SearchData {
  const lexicon = learnLexicon(
    book.notes.flatMap((note) => [
      note.title,
      note.summary,
      note.aliases.join(' '),
      note.questions.join(' '),
      readableText(note.body),
    ]),
    book.glossary.flatMap(termNames),
  );
  return { words: lexicon.counts, index: LunrIndex.build(documentsOf(book.notes, lexicon)).toJSON() };
}

export function loadSearch(book: Book, data: SearchData): NoteSearch {
  return new NoteSearch(book, LunrIndex.load(data.index), new Lexicon(data.words));
}
