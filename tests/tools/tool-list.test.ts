import { expect, it } from 'vitest';
import { INSTRUCTIONS } from '../../src/server/instructions.ts';
import { countTokens } from '../../src/text/tokens.ts';
import { TOOLS } from '../../src/tools/index.ts';

it('costs a conversation at most 3,500 tokens', () => {
  const listed = TOOLS.map(({ name, description, inputSchema }) =>
    JSON.stringify({ name, description, inputSchema }),
  );
  expect(listed.reduce((sum, tool) => sum + countTokens(tool), 0)).toBeLessThanOrEqual(3500);
});

it('is told in instructions that no host cuts, each tool by its name', () => {
  expect(INSTRUCTIONS.length).toBeLessThanOrEqual(2000);
  for (const { name } of TOOLS) expect(INSTRUCTIONS).toContain(name);
});

it.each(TOOLS)('$name carries both languages in title and description', ({ title, description }) => {
  for (const text of [title, description]) expect(text).toMatch(/\p{Script=Han}[\s\S]*[A-Za-z]{3}/u);
});
