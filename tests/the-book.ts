import { inject } from 'vitest';
import { Library } from '../src/server/library.ts';
import type { ToolResult } from '../src/tools/define-tool.ts';
import { TOOLS } from '../src/tools/index.ts';

/** The real book, as a server reads it. */
export const context = new Library(inject('bookFolder'));
export const book = context.book;

export function call(name: string, args: unknown): ToolResult {
  const tool = TOOLS.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool.call(args, context);
}

export function textOf({ content }: ToolResult): string {
  return content.map(({ text }) => text).join('\n');
}
