import { Client as V2Client, StreamableHTTPClientTransport as V2Http } from '@modelcontextprotocol/client';
import { StdioClientTransport as V2Stdio } from '@modelcontextprotocol/client/stdio';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as V1Stdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as V1Http } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport as V1Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command, as a host starts it. */
export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** What the tests ask of a client, whichever library and era it is. */
export type Client = Pick<
  V2Client,
  | 'listTools'
  | 'callTool'
  | 'listResourceTemplates'
  | 'readResource'
  | 'listPrompts'
  | 'getPrompt'
  | 'complete'
  | 'close'
  | 'getInstructions'
  | 'getServerVersion'
> & {
  listResources: (params?: {
    cursor: string;
  }) => Promise<{ resources: { uri: string }[]; nextCursor?: string | undefined }>;
};

export interface Connection {
  readonly label: string;
  readonly connect: (url: () => URL) => Promise<Client>;
}

const INFO = { name: 'llm-notes-tests', version: '1.0.0' };
const command = { command: process.execPath, args: [CLI] };

const modern = () => new V2Client(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
const legacy = () => new V2Client(INFO);

/** Every kind of client over every transport. */
export const CONNECTIONS: readonly Connection[] = [
  { label: 'v2 client, 2026-07-28, stdio', connect: () => connectV2(modern(), () => new V2Stdio(command)) },
  { label: 'v2 client, 2026-07-28, HTTP', connect: (url) => connectV2(modern(), () => new V2Http(url())) },
  { label: 'v2 client, initialize, stdio', connect: () => connectV2(legacy(), () => new V2Stdio(command)) },
  { label: 'v2 client, initialize, HTTP', connect: (url) => connectV2(legacy(), () => new V2Http(url())) },
  { label: 'v1 client, stdio', connect: () => connectV1(new V1Stdio(command)) },
  { label: 'v1 client, HTTP', connect: (url) => connectV1(new V1Http(url())) },
];

async function connectV2(client: V2Client, transport: () => V2Stdio | V2Http): Promise<Client> {
  await client.connect(transport());
  return client;
}

async function connectV1(transport: V1Transport): Promise<Client> {
  const client = new V1Client(INFO);
  await client.connect(transport);
  // The two libraries' methods differ in their types only where these tests do not look.
  return client as unknown as Client;
}

/** Starts the built server over HTTP on a free port; resolves with its address once it says that it listens. */
export async function startHttp(args: readonly string[] = []): Promise<{ url: URL; process: ChildProcess }> {
  const child = spawn(process.execPath, [CLI, '--http', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<URL>((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const address = /listening on (\S+)/.exec(log)?.[1];
      if (address !== undefined) resolve(new URL(address));
    });
    child.once('exit', (code) => reject(new Error(`server exited with ${code ?? 'a signal'}: ${log}`)));
  });
  return { url, process: child };
}

export function textOf(result: unknown): string {
  const { content } = result as { content: { type: string; text?: string }[] };
  return content.map(({ text }) => text ?? '').join('\n');
}
