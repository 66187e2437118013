import { serveStdio } from '@modelcontextprotocol/server/stdio';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { serverFactory } from '../server/create-server.ts';
import { Library, LibraryError } from '../server/library.ts';
import { log } from '../server/log.ts';
import { callTool } from './call.ts';
import { HELP } from './help.ts';

/** The folder of the running bundle, `dist/`; the compiled book lies beside it. */
const DIST = path.dirname(fileURLToPath(import.meta.url));
const BOOK = path.join(DIST, 'book');

/** Used wrongly, as shells expect it. */
const USAGE = 2;

/** Runs the command line and gives its exit code. Serving resolves once the server runs. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        http: { type: 'boolean', default: false },
        port: { type: 'string', default: '3000' },
        host: { type: 'string', default: '127.0.0.1' },
        json: { type: 'boolean', default: false },
        version: { type: 'boolean', short: 'v', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.version) return print(packageJson.version);
    if (values.help) return print(HELP);
    const [command, ...rest] = positionals;
    switch (command) {
      case undefined:
        return values.http ? await http(values.host, values.port) : stdio();
      case 'call':
        return await callTool(new Library(BOOK), rest[0], rest[1], values.json);
      case 'search':
        return await callTool(
          new Library(BOOK),
          'search_notes',
          JSON.stringify({ query: rest.join(' ') }),
          values.json,
        );
      case 'check': {
        const { check } = await import('./check.ts');
        return check(rest[0] ?? path.join(DIST, '..', 'content'));
      }
      default:
        log(`unknown command "${command}"\n${HELP}`);
        return USAGE;
    }
  } catch (error) {
    if (error instanceof LibraryError) log(error.message);
    else log(`${error instanceof Error ? error.message : String(error)}\n${HELP}`);
    return error instanceof LibraryError ? 1 : USAGE;
  }
}

function stdio(): number {
  serveStdio(serverFactory(new Library(BOOK)), { onerror: (error) => log(error.message) });
  return 0;
}

async function http(host: string, port: string): Promise<number> {
  // Loaded only here: a host that starts the server over stdio never waits for the HTTP stack.
  const { ENDPOINT, serveHttp } = await import('../server/http.ts');
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new Error(`--port ${port}: a number from 0 to 65535`);
  const server = await serveHttp(serverFactory(new Library(BOOK)), { host, port: number });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
  const address = server.address();
  log(
    `listening on http://${host.includes(':') ? `[${host}]` : host}:${typeof address === 'object' ? (address?.port ?? number) : number}${ENDPOINT}`,
  );
  return 0;
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
