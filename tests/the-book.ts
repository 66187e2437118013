import { fileURLToPath } from 'node:url';
import { compileBook } from '../src/compile/compile-book.ts';
import { Book } from '../src/knowledge/book.ts';
import { buildSearchData, loadSearch } from '../src/search/search-data.ts';
import type { ToolContext, ToolResult } from '../src/tools/define-tool.ts';
import { TOOLS } from '../src/tools/index.ts';

export const CONTENT = fileURLToPath(new URL('../content', import.meta.url));

/** The real book, compiled once for a test file. */
export const compilation = compileBook(CONTENT);
export const book = new Book(compilation.book);
export const context: ToolContext = { book, search: loadSearch(book, buildSearchData(compilation.book)) };

export function call(name: string, args: unknown): ToolResult {
  const tool = TOOLS.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool.call(args, context);
}

export function textOf({ content }: ToolResult): string {
  return content.map(({ text }) => text).join('\n');
}
