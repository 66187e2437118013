import {
  completable,
  McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
  type CacheHint,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import type { Prompt } from '../prompts/define-prompt.ts';
import { PROMPTS } from '../prompts/index.ts';
import type { Resource } from '../resources/define-resource.ts';
import { RESOURCES } from '../resources/index.ts';
import type { Tool, ToolResult } from '../tools/define-tool.ts';
import { TOOLS } from '../tools/index.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { LibraryError, type Library } from './library.ts';
import { logError } from './log.ts';
import { paginateResources } from './paginate-resources.ts';

/** The book changes only with the package, so what was read stays true for an hour, for everyone. */
const CACHE: CacheHint = { ttlMs: 3_600_000, cacheScope: 'public' };

/** The same for every tool: they read a closed book and change nothing. */
const ANNOTATIONS = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/**
 * A factory of servers over one library, for both protocol eras and every transport. It is called for each connection,
 * and over HTTP for each request, so schemas are made here once.
 */
export function serverFactory(library: Library): () => McpServer {
  const tools = TOOLS.map((tool) => ({ tool, schemas: schemasOf(tool) }));
  const prompts = PROMPTS.map((prompt) => ({ prompt, argsSchema: argumentsSchema(prompt, library) }));
  return () => {
    const server = new McpServer(
      { name: 'llm-notes-mcp', title: '大语言模型学习笔记 · LLM notes', version: packageJson.version },
      {
        instructions: INSTRUCTIONS,
        cacheHints: {
          'server/discover': CACHE,
          'tools/list': CACHE,
          'prompts/list': CACHE,
          'resources/list': CACHE,
          'resources/templates/list': CACHE,
          'resources/read': CACHE,
        },
      },
    );
    for (const { tool, schemas } of tools) registerTool(server, tool, schemas, library);
    for (const resource of RESOURCES) registerResource(server, resource, library);
    for (const { prompt, argsSchema } of prompts) registerPrompt(server, prompt, argsSchema);
    paginateResources(server, () =>
      RESOURCES.flatMap((kind) =>
        kind.list(library.book).map((entry) => ({ ...entry, mimeType: kind.mimeType })),
      ),
    );
    return server;
  };
}

interface ToolSchemas {
  readonly inputSchema: StandardSchemaWithJSON;
  readonly outputSchema?: StandardSchemaWithJSON;
}

function registerTool(server: McpServer, tool: Tool, schemas: ToolSchemas, library: Library): void {
  const { name, title, description } = tool;
  server.registerTool(
    name,
    { title, description, annotations: { title, ...ANNOTATIONS }, ...schemas },
    (args: unknown) => {
      try {
        return tool.call(args, library);
      } catch (error) {
        logError(`tool ${name}`, error);
        if (error instanceof LibraryError) return failure(error.message);
        return failure(`内部错误，已记录在服务器日志 · internal error, see the server's log (${name})`);
      }
    },
  );
}

function failure(text: string): ToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}

/**
 * The tool's own JSON Schemas, with a validation that lets everything through: the tool checks its arguments itself,
 * since it forgives what models get wrong in form and says what would be accepted.
 */
function schemasOf(tool: Tool): ToolSchemas {
  return {
    inputSchema: passing(tool.inputSchema),
    ...(tool.outputSchema === undefined ? {} : { outputSchema: passing(tool.outputSchema) }),
  };
}

function passing(json: Readonly<Record<string, unknown>>): StandardSchemaWithJSON {
  return {
    '~standard': {
      version: 1,
      vendor: 'llm-notes-mcp',
      validate: (value) => ({ value }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}

function registerResource(server: McpServer, resource: Resource, library: Library): void {
  const { name, title, description, uri, mimeType } = resource;
  const metadata = { title, description, mimeType, cacheHint: CACHE };
  const read = (href: string, value: string) => {
    const found = resource.read(library.book, value);
    if (found === undefined) throw new ResourceNotFoundError(href);
    return { contents: [{ uri: href, ...found }] };
  };
  if (!uri.includes('{')) {
    server.registerResource(name, uri, metadata, ({ href }) => read(href, ''));
    return;
  }
  const variable = /\{\+?(\w+)\}/.exec(uri)?.[1] ?? '';
  const template = new ResourceTemplate(uri, {
    list: undefined,
    complete: { [variable]: (typed) => [...(resource.complete?.(library.book, typed) ?? [])] },
  });
  server.registerResource(name, template, metadata, ({ href }, variables) =>
    read(href, decoded(String(variables[variable]))),
  );
}

/** Percent-encoding undone; text that is not valid encoding names nothing. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

function argumentsSchema({ arguments: named }: Prompt, library: Library): z.ZodObject {
  const fields = Object.entries(named).map(([name, { description, required, complete }]) => {
    const text = z.string().trim().min(1).max(200).describe(description);
    const completed =
      complete === undefined ? text : completable(text, (typed) => [...complete(library.book, typed)]);
    return [name, required ? completed : completed.optional()] as const;
  });
  return z.strictObject(Object.fromEntries(fields));
}

function registerPrompt(
  server: McpServer,
  { name, title, description, message }: Prompt,
  argsSchema: z.ZodObject,
): void {
  server.registerPrompt(name, { title, description, argsSchema }, (values) => ({
    description,
    messages: [
      {
        role: 'user' as const,
        content: { type: 'text' as const, text: message(values as Record<string, string | undefined>) },
      },
    ],
  }));
}
