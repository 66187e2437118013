import { createMcpHandler, type McpServerFactory } from '@modelcontextprotocol/server';
import {
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
  type NodeIncomingMessageLike,
} from '@modelcontextprotocol/node';
import { createServer, type Server } from 'node:http';
import { log } from './log.ts';

export const ENDPOINT = '/mcp';

/** Addresses of this machine; to be reached from others takes authentication, which this server does not have. */
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
}

/**
 * Serves Streamable HTTP on `/mcp`, both eras, without sessions. Host and Origin must be local, so that a web page in
 * the user's browser cannot reach the server by rebinding a name. Resolves when it listens; rejects a host that is not
 * this machine, and a port that is taken.
 */
export async function serveHttp(factory: McpServerFactory, { host, port }: HttpOptions): Promise<Server> {
  if (!LOOPBACK.has(host)) {
    throw new Error(
      `--host ${host}: only 127.0.0.1, ::1 and localhost are served, since there is no authentication; put a proxy that has it in front`,
    );
  }
  const handler = createMcpHandler(factory, { onerror: refused });
  const answer = toNodeHandler(handler, { onerror: refused });
  const [hostAllowed, originAllowed] = [localhostHostValidation(), localhostOriginValidation()];
  const server = createServer((request, response) => {
    if (!hostAllowed(request, response) || !originAllowed(request, response)) return;
    if (request.url?.split('?')[0] !== ENDPOINT) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: `the endpoint is ${ENDPOINT}` }));
      return;
    }
    // Node types a request's method as possibly undefined, which it is only for a client's response.
    void answer(request as NodeIncomingMessageLike, response);
  });
  server.on('close', () => void handler.close());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

/** Mostly a client's mistake, answered by a status and a code: one line says it, a stack would not. */
function refused(error: Error): void {
  log(`http: ${error.message}`);
}
