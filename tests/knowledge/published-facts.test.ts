import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { AcceleratorFile, acceleratorMemoryBytes } from '../../src/knowledge/accelerator-facts.ts';
import { ModelFile } from '../../src/knowledge/model-facts.ts';

const CONTENT = path.join(import.meta.dirname, '../../content');
const accelerators = AcceleratorFile.parse(
  parse(readFileSync(path.join(CONTENT, 'accelerators.yaml'), 'utf8')),
);

function accelerator(name: string) {
  const found = accelerators.find((one) => one.name === name);
  if (!found) throw new Error(`accelerators.yaml has no ${name}`);
  return found;
}

describe.each(accelerators)('$name', (facts) => {
  it('reports about the memory of its label', () => {
    const label = Number.parseInt(facts.memory_label, 10) * 1e9;
    expect(acceleratorMemoryBytes(facts) / label).toBeGreaterThan(0.99);
    expect(acceleratorMemoryBytes(facts) / label).toBeLessThan(1.08);
  });

  it('is dense: narrower formats are at most twice as fast as the next wider one', () => {
    const { bf16, fp16, fp8, fp4 } = facts.dense_tflops;
    const half = bf16 ?? fp16;
    if (fp8 !== undefined && half !== undefined) expect(fp8 / half).toBeLessThan(2.1);
    if (fp4 !== undefined && fp8 !== undefined) expect(fp4 / fp8).toBeLessThan(4.1);
  });
});

it('knows the memory that drivers report', () => {
  expect(acceleratorMemoryBytes(accelerator('h100-sxm'))).toBe(81_559 * 2 ** 20);
  expect(acceleratorMemoryBytes(accelerator('mi300x'))).toBe(192e9);
});

describe('ModelFile', () => {
  const file = (published: object) => ({
    family: 'f',
    models: [
      {
        name: 'f-1b',
        title: 'F 1B',
        aliases: [],
        organisation: 'F',
        released: '2026-01',
        license: 'MIT',
        hub: 'f/f-1b',
        published,
        config: { model_type: 'llama' },
        references: [],
        source: 'https://example.org/config.json',
        checked: '2026-11-23',
      },
    ],
  });

  it('takes BF16 for the format of weights that names none', () => {
    expect(ModelFile.parse(file({ label: '1B' })).models[0]?.weight_format).toBe('bf16');
  });

  it('asks for the source of an exact count', () => {
    expect(() => ModelFile.parse(file({ label: '1B', parameters: 1_000_000_000 }))).toThrow(
      'needs its source',
    );
  });
});
