import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONNECTIONS, startHttp, textOf, type Client } from './clients.ts';

let http: { url: URL; process: ChildProcess };
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => {
  http.process.kill();
});

describe.each(CONNECTIONS)('$label', ({ connect }) => {
  let client: Client;
  beforeAll(async () => {
    client = await connect(() => http.url);
  });
  afterAll(async () => {
    await client.close();
  });

  it('names itself and tells an agent which tool for what', () => {
    expect(client.getServerVersion()?.name).toBe('llm-notes-mcp');
    expect(client.getInstructions()).toContain('explain_concept');
  });

  it('lists the tools, read-only, with schemas that refuse unknown keys', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search_notes',
      'read_note',
      'explain_concept',
      'compare_concepts',
      'compare_attention_variants',
      'estimate_vram',
      'plan_hardware',
      'estimate_training',
      'describe_model',
      'glossary_lookup',
      'learning_path',
      'cite',
    ]);
    for (const tool of tools) {
      expect(tool.annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
      expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(tool.title).toMatch(/\p{Script=Han}.*[A-Za-z]/u);
    }
  });

  it('answers a Chinese question from a note, with its source', async () => {
    const found = await client.callTool({
      name: 'search_notes',
      arguments: { query: 'DeepSeek 的 KV 缓存为什么这么小？' },
    });
    const { results } = found.structuredContent as { results: { id: string; uri: string }[] };
    expect(results[0]?.id).toBe('2.1/mla');
    const read = await client.callTool({
      name: 'read_note',
      arguments: { id: results[0]?.id, section: '关键数字' },
    });
    expect(textOf(read)).toContain('61 × 576 × 2 = 70,272 B');
    expect(textOf(read)).toMatch(/\[@deepseekai2024deepseekv2\] .*arxiv\.org\/abs\/2405\.04434/);
    expect(read.structuredContent).toBeUndefined();
  });

  it('computes a number, the same in both channels', async () => {
    const answer = await client.callTool({
      name: 'estimate_vram',
      arguments: { model: 'Llama-3-8B', context_length: '8192' },
    });
    const { components } = answer.structuredContent as { components: { name: string; bytes: number }[] };
    expect(components.find(({ name }) => name === 'kv_cache')?.bytes).toBe(1_073_741_824);
    expect(components.find(({ name }) => name === 'weights')?.bytes).toBe(2 * 8_030_261_248);
    expect(textOf(answer)).toContain('131,072 B/token × 8,192 tokens');
  });

  it('gives an error that says what was wrong and what would be accepted', async () => {
    const typo = await client.callTool({ name: 'search_notes', arguments: { querry: 'MLA' } });
    expect(typo.isError).toBe(true);
    expect(textOf(typo)).toMatch(/querry.*did you mean query\?/);
    const unknown = await client.callTool({ name: 'estimate_vram', arguments: { model: 'lama-3-8b' } });
    expect(unknown.isError).toBe(true);
    expect(textOf(unknown)).toMatch(/no number is given.*llama-3-8b/i);
    await expect(client.callTool({ name: 'no_such_tool', arguments: {} })).rejects.toMatchObject({
      code: -32602,
    });
  });

  it('reads resources and refuses what does not exist by code', async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'notes://chapter/{id}',
      'notes://note/{+id}',
      'notes://model/{name}',
      'notes://glossary/{term}',
      'notes://reference/{key}',
    ]);
    const [note] = (await client.readResource({ uri: 'notes://note/2.1/mla' })).contents;
    expect(note).toMatchObject({ uri: 'notes://note/2.1/mla', mimeType: 'text/markdown' });
    const [term] = (await client.readResource({ uri: 'notes://glossary/键值缓存' })).contents;
    expect(JSON.stringify(term)).toContain('KV');
    for (const uri of [
      'notes://note/9.9/none',
      'notes://note/../../etc/passwd',
      'notes://glossary/%E0%A4%A',
      'file:///etc/passwd',
    ]) {
      await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32602 });
    }
  });

  it('pages through all resources and refuses a cursor it did not give', async () => {
    const seen = new Set<string>();
    const everything = client.listResources.bind(client);
    let page = await everything();
    for (const { uri } of page.resources) seen.add(uri);
    while (page.nextCursor !== undefined) {
      page = await everything({ cursor: page.nextCursor });
      for (const { uri } of page.resources) seen.add(uri);
    }
    expect(seen).toContain('notes://book');
    expect(seen).toContain('notes://model/llama-3-8b');
    expect(seen.size).toBeGreaterThan(150);
    await expect(everything({ cursor: 'bm90IGEgY3Vyc29y' })).rejects.toMatchObject({ code: -32602 });
  });

  it('completes template variables and prompt arguments', async () => {
    const ids = await client.complete({
      ref: { type: 'ref/resource', uri: 'notes://note/{+id}' },
      argument: { name: 'id', value: '2.1/m' },
    });
    expect(ids.completion.values).toEqual(['2.1/mha', '2.1/mqa', '2.1/mla']);
    const models = await client.complete({
      ref: { type: 'ref/prompt', name: 'size_deployment' },
      argument: { name: 'model', value: 'deepseek' },
    });
    expect(models.completion.values).toContain('deepseek-v3');
  });

  it('fills a prompt and refuses one without its argument', async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['explain', 'size_deployment', 'study_chapter']);
    const prompt = await client.getPrompt({ name: 'explain', arguments: { concept: 'GRPO' } });
    expect(JSON.stringify(prompt.messages)).toContain('GRPO');
    await expect(client.getPrompt({ name: 'explain', arguments: {} })).rejects.toMatchObject({
      code: -32602,
    });
  });
});
