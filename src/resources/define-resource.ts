import type { Book } from '../knowledge/book.ts';

/** Something to be read at a URI. */
export interface Entry {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description?: string;
}

export interface ResourceText {
  readonly mimeType: string;
  readonly text: string;
}

/** A kind of resource: one fixed URI, or a template with one variable. */
export interface Resource {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** A URI, or a URI template with a single variable, such as `notes://note/{+id}`. */
  readonly uri: string;
  readonly mimeType: string;
  /** What `resources/list` shows of it. */
  readonly list: (book: Book) => readonly Entry[];
  /** The text at the URI; undefined where there is nothing. `value` is the template's variable, decoded. */
  readonly read: (book: Book, value: string) => ResourceText | undefined;
  /** Values of the variable that complete what was typed, best first. */
  readonly complete?: (book: Book, typed: string) => readonly string[];
}

export const MARKDOWN = 'text/markdown';
