import { Book, termNames } from '../knowledge/book.ts';
import type { CompiledBook } from '../knowledge/compiled-book.ts';
import { documentsOf, readableText } from './documents.ts';
import { SAYINGS, type Saying } from './everyday.ts';
import { learnLexicon, Lexicon } from './lexicon.ts';
import { LunrIndex } from './lunr-index.ts';
import { NoteSearch } from './note-search.ts';
import type { StoredIndex } from './lunr-index.ts';
import { QueryReader } from './query.ts';
import { learnTranslations, type Translations } from './translations.ts';

/** The search of a book as it is stored: the words it was cut by, what they are called, and the engine's index. */
export interface SearchData {
  readonly words: Readonly<Record<string, number>>;
  readonly translations: Translations;
  readonly sayings: readonly Saying[];
  readonly index: StoredIndex;
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
    [...book.glossary.flatMap(termNames), ...SAYINGS.flatMap(([plain]) => plain)],
  );
  return {
    words: lexicon.counts,
    translations: learnTranslations(book, lexicon),
    sayings: SAYINGS,
    index: LunrIndex.build(documentsOf(book.notes, book.glossary, lexicon)).toJSON(),
  };
}

export function loadSearch(book: Book, { words, translations, sayings, index }: SearchData): NoteSearch {
  const loaded = LunrIndex.load(index);
  return new NoteSearch(
    book,
    loaded,
    new QueryReader(book, loaded, new Lexicon(words), translations, sayings),
  );
}
