import * as z from 'zod';
import type { Book } from '../knowledge/book.ts';
import type { NoteSearch } from '../search/note-search.ts';
import { coerceArguments } from './coerce-arguments.ts';
import { describeIssues } from './describe-issues.ts';

/** What a handler may use: the book and its search. Both load on first use. */
export interface ToolContext {
  readonly book: Book;
  readonly search: NoteSearch;
}

/** Something asked for that cannot be answered as asked; the message says what would be accepted. */
export class AskError extends Error {
  override readonly name = 'AskError';
}

interface ToolBase<I extends z.ZodType> {
  readonly name: string;
  /** Both languages: hosts show it, and agents find tools by it. */
  readonly title: string;
  readonly description: string;
  readonly input: I;
}

/** A tool whose answer is text to read: it travels in `content` alone, since some hosts drop text beside data. */
export interface ReadingTool<I extends z.ZodType = z.ZodType> extends ToolBase<I> {
  readonly answer: (args: z.output<I>, context: ToolContext) => string;
}

/** A tool whose answer is data: complete in `structuredContent`, and as readable text made from that same data. */
export interface DataTool<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> extends ToolBase<I> {
  readonly output: O;
  readonly answer: (args: z.output<I>, context: ToolContext) => z.output<O>;
  readonly text: (answer: z.output<O>) => string;
}

/** A tool as the server and the command line see it. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  readonly call: (args: unknown, context: ToolContext) => ToolResult;
}

export interface ToolResult {
  content: { type: 'text'; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: true;
  /** The protocol's results may carry more. */
  [extra: string]: unknown;
}

/** Makes a tool whose answer is text: JSON Schema once, arguments checked, errors in one form. */
export function defineReadingTool<I extends z.ZodType>(definition: ReadingTool<I>): Tool {
  return makeTool(definition, (args, context) => textResult(definition.answer(args, context)));
}

/** Makes a tool whose answer is data, both channels from the one answer. */
export function defineDataTool<I extends z.ZodType, O extends z.ZodType>(definition: DataTool<I, O>): Tool {
  const tool = makeTool(definition, (args, context) => {
    const data = definition.output.parse(definition.answer(args, context));
    return { ...textResult(definition.text(data)), structuredContent: data as Record<string, unknown> };
  });
  return { ...tool, outputSchema: jsonSchema(definition.output, 'output') };
}

function makeTool<I extends z.ZodType>(
  { name, title, description, input }: ToolBase<I>,
  answer: (args: z.output<I>, context: ToolContext) => ToolResult,
): Tool {
  const inputSchema = jsonSchema(input, 'input');
  return {
    name,
    title,
    description,
    inputSchema,
    call: (args, context) => {
      const coerced = coerceArguments(args ?? {}, inputSchema);
      const parsed = input.safeParse(coerced);
      if (!parsed.success)
        return errorResult(describeIssues(name, parsed.error.issues, inputSchema, coerced));
      try {
        return answer(parsed.data, context);
      } catch (error) {
        if (error instanceof AskError) return errorResult(error.message);
        throw error;
      }
    },
  };
}

/** Limits above this keep out absurd input alone; a schema that states them tells an agent nothing. */
const OBVIOUS_BOUND = 1000;

function errorResult(message: string): ToolResult {
  return { ...textResult(message), isError: true };
}

function textResult(text: string): ToolResult {
  return { content: [{ type: 'text', text }] };
}

/**
 * JSON Schema without what costs a conversation tokens and tells an agent nothing: the dialect, bounds that nobody
 * meets by mistake, the lengths of texts, and that keys of an object are strings. All are checked all the same, and the
 * error says the limit.
 */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const json = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema: node }) => {
      if (node.maximum !== undefined && node.maximum >= OBVIOUS_BOUND) delete node.maximum;
      if (node.minimum === Number.MIN_SAFE_INTEGER || node.minimum === 1) delete node.minimum;
      if (node.minLength === 1) delete node.minLength;
      delete node.maxLength;
      delete node.propertyNames;
    },
  });
  delete json.$schema;
  return json;
}
