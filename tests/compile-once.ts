import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { compileBook, compileSearch } from '../src/compile/compile-book.ts';
import { BOOK_FILE, SEARCH_FILE } from '../src/server/library.ts';
import { CONTENT } from './content-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly bookFolder: string;
  }
}

/** Compiles the real book for all test files: seconds that each would spend on the same. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'llm-notes-test-'));
  const { book } = compileBook(CONTENT);
  writeFileSync(path.join(folder, BOOK_FILE), JSON.stringify(book));
  writeFileSync(path.join(folder, SEARCH_FILE), JSON.stringify(compileSearch(book)));
  project.provide('bookFolder', folder);
  return () => rmSync(folder, { recursive: true });
}
