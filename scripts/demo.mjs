// Starts the built server as a host would, over stdio, and asks it real questions through a real MCP client.
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const client = new Client(
  { name: 'llm-notes-demo', version: '1.0.0' },
  { versionNegotiation: { mode: 'auto' } },
);
await client.connect(new StdioClientTransport({ command: process.execPath, args: [cli] }));

const bold = (text) => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);
const indent = (text) => text.replace(/^/gm, '    ');

async function ask(question, name, args) {
  const { content, isError } = await client.callTool({ name, arguments: args });
  console.log(`\n${bold(`? ${question}`)}\n  ${name} ${JSON.stringify(args)}${isError ? '  (error)' : ''}\n`);
  console.log(indent(content.map(({ text }) => text).join('\n')));
}

const { name, version } = client.getServerVersion();
const { tools } = await client.listTools();
console.log(
  `Connected to ${bold(`${name} ${version}`)} (protocol ${client.getNegotiatedProtocolVersion()}): ${tools.map((tool) => tool.name).join(', ')}`,
);

await ask('DeepSeek 的 KV 缓存为什么这么小？', 'search_notes', {
  query: 'DeepSeek 的 KV 缓存为什么这么小？',
  limit: 3,
});
await ask('什么是 MLA？', 'explain_concept', { concept: 'MLA', depth: 'brief' });
await ask('How does MLA compare with GQA on DeepSeek-V3 at 32K?', 'compare_attention_variants', {
  model: 'deepseek-v3',
  variants: ['mha', 'gqa', 'mla'],
  context_length: 32768,
});
await ask('Does a 70B model fit on two H100s?', 'estimate_vram', {
  model: 'llama-3-70b',
  context_length: 8192,
  batch_size: 4,
  parallel: { tensor: 2 },
  gpu: 'H100',
});
await ask('一张 24 GB 的卡能用 QLoRA 微调 8B 吗？', 'estimate_vram', {
  model: 'llama-3-8b',
  task: 'finetune',
  finetune: { method: 'qlora', rank: 16 },
  context_length: 2048,
  gpu: 'RTX 4090',
});
await ask('What did GRPO change over PPO?', 'read_note', { id: 'GRPO', section: '一句话' });
await ask('KV cache 用中文怎么说？', 'glossary_lookup', { term: 'ＫＶ ｃａｃｈｅ' });
await ask('A model nobody knows', 'estimate_vram', { model: 'llama-9-1t' });
await client.close();
