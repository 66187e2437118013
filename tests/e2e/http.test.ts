import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, startHttp } from './clients.ts';

let server: { url: URL; process: ChildProcess };
beforeAll(async () => {
  server = await startHttp();
});
afterAll(() => {
  server.process.kill();
});

const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });

/** Raw HTTP, since fetch forbids setting Host. */
async function send(path: string, headers: Record<string, string>, body = LIST, method = 'POST') {
  const { hostname, port } = server.url;
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(
      {
        hostname,
        port,
        path,
        method,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    call.on('error', reject);
    call.end(method === 'POST' ? body : undefined);
  });
}

describe('the HTTP server', () => {
  it('answers the protocol on /mcp and nothing anywhere else', async () => {
    expect((await send('/mcp', {})).status).toBe(200);
    for (const path of ['/', '/mcp/', '/mcp2', '/../mcp', '/.env'])
      expect((await send(path, {})).status).toBe(404);
  });

  it('refuses a Host that is not this machine, and a page of another origin', async () => {
    expect((await send('/mcp', { host: 'evil.example' })).status).toBe(403);
    expect((await send('/mcp', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await send('/mcp', { origin: 'http://localhost:8080' })).status).toBe(200);
  });

  it('refuses what is not a request, by status and code, and goes on', async () => {
    expect((await send('/mcp', {}, '{not json')).status).toBe(400);
    expect((await send('/mcp', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await send('/mcp', {}, '', 'GET')).status).toBe(405);
    expect((await send('/mcp', {})).status).toBe(200);
  });

  it('says why it does not listen', async () => {
    const run = async (...args: string[]) => {
      const child = spawn(process.execPath, [CLI, '--http', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      let [log, out] = ['', ''];
      child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number];
      return { code, log, out };
    };
    expect(await run('--host', '0.0.0.0')).toMatchObject({
      code: 2,
      out: '',
      log: expect.stringContaining('no authentication') as string,
    });
    expect(await run('--port', 'many')).toMatchObject({
      code: 2,
      log: expect.stringContaining('a number from 0 to 65535') as string,
    });
    expect(await run('--port', server.url.port)).toMatchObject({
      code: 2,
      log: expect.stringContaining('EADDRINUSE') as string,
    });
  });

  it('ends when it is told to', async () => {
    const other = await startHttp();
    other.process.kill('SIGTERM');
    const [code] = (await once(other.process, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});
