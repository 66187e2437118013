import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Book } from '../knowledge/book.ts';
import type { CompiledBook } from '../knowledge/compiled-book.ts';
import type { NoteSearch } from '../search/note-search.ts';
import { loadSearch, type SearchData } from '../search/search-data.ts';
import type { ToolContext } from '../tools/define-tool.ts';

/** Files of a compiled book. */
export const BOOK_FILE = 'book.json';
export const SEARCH_FILE = 'search.json';

/** A compiled book on disk. Nothing is read before it is asked for, and then once for every request. */
export class Library implements ToolContext {
  readonly #folder: string;
  #book?: Book;
  #search?: NoteSearch;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get book(): Book {
    this.#book ??= new Book(this.#read(BOOK_FILE) as CompiledBook);
    return this.#book;
  }

  get search(): NoteSearch {
    this.#search ??= loadSearch(this.book, this.#read(SEARCH_FILE) as SearchData);
    return this.#search;
  }

  #read(file: string): unknown {
    try {
      return JSON.parse(readFileSync(path.join(this.#folder, file), 'utf8'));
    } catch (cause) {
      throw new LibraryError(
        `the compiled book (${file}) is missing or damaged; run "npm run build", or install the package again`,
        { cause },
      );
    }
  }
}

export class LibraryError extends Error {
  override readonly name = 'LibraryError';
}
