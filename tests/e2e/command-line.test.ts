import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { CLI } from './clients.ts';

async function run(args: readonly string[], input?: string) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

describe('the command line', () => {
  it('runs one tool and prints its text, or its data', async () => {
    expect(await run(['call', 'glossary_lookup', '{"term":"GQA"}'])).toMatchObject({ code: 0, err: '' });
    const { out } = await run(['call', 'estimate_vram', '{"model":"llama-3-8b"}', '--json']);
    expect(JSON.parse(out)).toMatchObject({ subject: 'Llama 3 8B' });
  });

  it('searches', async () =>
    expect((await run(['search', '多头潜在注意力'])).out).toMatch(/^1\. 多头潜在注意力/));

  it.each([
    [['call', 'estimate_vran'], 2, /did you mean estimate_vram/],
    [['call', 'estimate_vram', '{bad'], 2, /must be a JSON object/],
    [['call', 'estimate_vram', '{}'], 1, /pass model or config/],
    [['frobnicate'], 2, /unknown command/],
    [['--frobnicate'], 2, /frobnicate/],
    [['check', '/nowhere/at/all'], 2, /no valid book\.yaml/],
  ])('%j exits with %d and says why', async (args, code, message) => {
    const result = await run(args);
    expect(result.code).toBe(code);
    expect(result.err).toMatch(message);
    expect(result.out).toBe('');
  });
});

describe('stdio', () => {
  it('carries the protocol and nothing else, survives rubbish, and ends with its input', async () => {
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
    };
    const call = {
      jsonrpc: '2.0',
      id: 2,
      method: 'tools/call',
      params: { name: 'search_notes', arguments: { query: 'MLA' } },
    };
    const child = spawn(process.execPath, [CLI], { stdio: ['pipe', 'pipe', 'pipe'] });
    const lines: string[] = [];
    const answered = new Promise<void>((resolve) => {
      let rest = '';
      child.stdout.on('data', (chunk: Buffer) => {
        rest += chunk.toString();
        const parts = rest.split('\n');
        rest = parts.pop() ?? '';
        lines.push(...parts);
        if (lines.some((line) => line.includes('"id":2'))) resolve();
      });
    });
    child.stdin.write(`${JSON.stringify(initialize)}\n`);
    child.stdin.write('this is not JSON\n\n{"jsonrpc":"1.0"}\n');
    child.stdin.write(
      `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n${JSON.stringify(call)}\n`,
    );
    await answered;
    child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    expect(lines.some((line) => line.includes('2.1/mla'))).toBe(true);
  });
});
