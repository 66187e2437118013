import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import { countParameters } from '../../src/architecture/parameters.ts';
import { ModelFile } from '../../src/knowledge/model-facts.ts';

const MODELS = path.join(import.meta.dirname, '../../content/models');
const models = readdirSync(MODELS)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => ModelFile.parse(parse(readFileSync(path.join(MODELS, file), 'utf8'))).models);

/** What transformers 5.23 builds from each config, recorded by bench/measurements/parameter-counts.py. */
const COUNTS = path.join(import.meta.dirname, '../../bench/measurements/parameter-counts.json');
const built = JSON.parse(readFileSync(COUNTS, 'utf8')) as Partial<Record<string, number>>;

function count(name: string) {
  const model = models.find((one) => one.name === name);
  if (!model) throw new Error(`content/models has no ${name}`);
  return countParameters(architectureFromConfig(model.config));
}

describe.each(models)('$name', ({ name, config, published }) => {
  const architecture = architectureFromConfig(config);
  const { total, active, byRole } = countParameters(architecture);

  it('is of a family that is read without assumptions', () => {
    expect(architecture.warnings).toEqual([]);
  });

  it.runIf(published.parameters !== undefined)('has exactly the published parameters', () => {
    expect(total).toBe(published.parameters);
  });

  it.runIf(built[name] !== undefined)('has as many parameters as transformers builds', () => {
    expect(total).toBe(built[name]);
  });

  it('agrees with the rounded total of its makers', () => {
    // Makers name models by loose figures: 1.23B is "1B", 32.76B is "32.5B".
    expect(Math.abs(total / 1e9 / billions(published.label) - 1)).toBeLessThan(0.1);
  });

  it.runIf(published.active_label !== undefined)(
    'agrees with the rounded active count, embedding in or out',
    () => {
      const label = billions(published.active_label ?? '');
      const nearest = [active, active - byRole.embedding].map((n) => Math.abs(n / 1e9 / label - 1));
      expect(Math.min(...nearest)).toBeLessThan(0.03);
    },
  );
});

/** Totals that were looked up apart from content/, so that an error there cannot hide in both places. */
it.each([
  ['llama-2-7b', 6_738_415_616],
  ['llama-2-70b', 68_976_648_192],
  ['llama-3-8b', 8_030_261_248],
  ['llama-3-70b', 70_553_706_496],
  ['llama-3.1-405b', 405_853_388_800],
  ['llama-3.2-1b', 1_235_814_400],
  ['mistral-7b', 7_241_732_096],
  ['mixtral-8x7b', 46_702_792_704],
  ['qwen2.5-0.5b', 494_032_768],
  ['qwen2.5-7b', 7_615_616_512],
  ['qwen3-8b', 8_190_735_360],
  ['qwen3-30b-a3b', 30_532_122_624],
  ['deepseek-v2', 235_741_434_880],
  ['deepseek-v3', 671_026_419_200],
  ['kimi-k2', 1_026_408_232_448],
  ['gpt-oss-20b', 20_914_757_184],
  ['gpt-oss-120b', 116_829_156_672],
  ['gemma-2-9b', 9_241_705_984],
  ['phi-3-mini', 3_821_079_552],
  ['qwen3.5-27b', 26_895_998_464],
  ['glm-5.2', 743_377_019_904],
  ['nemotron-3-nano-30b-a3b', 31_577_940_288],
  ['gpt2', 124_439_808],
])('%s has %i parameters', (name, parameters) => {
  expect(count(name).total).toBe(parameters);
});

describe('the parts of gpt-oss that its model card states', () => {
  // arXiv 2508.10925, table 1: MLP, attention, embedding and unembedding, active (without the embedding).
  it.each([
    ['gpt-oss-120b', { mlp: 114.71, attention: 0.96, embeddings: 1.16, active: 5.13 }],
    ['gpt-oss-20b', { mlp: 19.12, attention: 0.64, embeddings: 1.16, active: 3.61 }],
  ])('%s', (name, card) => {
    const { active, byRole } = count(name);
    expect((byRole.expert + byRole.router) / 1e9).toBeCloseTo(card.mlp, 1);
    expect(byRole.attention / 1e9).toBeCloseTo(card.attention, 2);
    expect((byRole.embedding + byRole.head) / 1e9).toBeCloseTo(card.embeddings, 2);
    expect((active - byRole.embedding) / 1e9).toBeCloseTo(card.active, 2);
  });
});

/** "1B (1.23B)" is 1.23, "1T" is 1000, "124M" is 0.124. */
function billions(label: string): number {
  const [, digits, unit] = /([\d.]+)([MBT])\)?$/.exec(label) ?? [];
  return Number(digits) * ({ M: 1e-3, B: 1, T: 1e3 }[unit ?? ''] ?? Number.NaN);
}
