import type { CompiledBook } from '../../src/knowledge/compiled-book.ts';
import type { Note } from '../../src/knowledge/schema/note.ts';
import { QueryReader } from '../../src/search/query.ts';
import type { SearchData } from '../../src/search/search-data.ts';
import type { Engine } from './engines/engine.ts';
import { ours } from './engines/ours.ts';

class NeverCorrecting extends QueryReader {
  protected override correct(text: string): string {
    return text;
  }
}

/** Ours with one ingredient taken away each. */
export const ABLATIONS: readonly Engine[] = [
  ours('the glossary (synonyms and definitions)', { book: (book) => ({ ...book, glossary: [] }) }),
  ours('learned translations', { data: (data) => ({ ...data, translations: {} }) }),
  ours('plain words', { data: (data) => ({ ...data, sayings: [] }) }),
  ours("the notes' questions", { book: (book) => ofNotes(book, (note) => ({ ...note, questions: [] })) }),
  ours("the notes' aliases", { book: (book) => ofNotes(book, (note) => ({ ...note, aliases: [] })) }),
  ours('headings', {
    book: (book) =>
      ofNotes(book, (note) => ({
        ...note,
        sections: note.sections.map((section) => ({ ...section, title: '' })),
      })),
  }),
  ours('pairs of characters', { data: withoutPairs }),
  ours('spelling', { reader: NeverCorrecting }),
];

function ofNotes(book: CompiledBook, change: (note: Note) => Note): CompiledBook {
  return { ...book, notes: book.notes.map(change) };
}

/** Pairs are the Han terms that are no words; a term of no name is never asked for. */
function withoutPairs(data: SearchData): SearchData {
  const terms = data.index.terms.map((term, at) =>
    /^\p{Script=Han}{2}$/u.test(term) && !(term in data.words) ? `\0${at}` : term,
  );
  return { ...data, index: { ...data.index, terms } };
}
