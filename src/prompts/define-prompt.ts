import type { Book } from '../knowledge/book.ts';

export interface PromptArgument {
  readonly description: string;
  readonly required: boolean;
  /** Values that complete what was typed, best first. */
  readonly complete?: (book: Book, typed: string) => readonly string[];
}

/** Something a person picks in their host (a slash command): arguments in, one message out. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: Readonly<Record<string, PromptArgument>>;
  readonly message: (values: Readonly<Record<string, string | undefined>>) => string;
}
