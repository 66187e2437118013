import { describe, expect, it } from 'vitest';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import {
  forwardFlopsPerToken,
  trainingFlops,
  trainingFlopsByOperator,
} from '../../src/estimate/training-compute.ts';
import { book } from '../the-book.ts';

const architecture = (name: string) => architectureFromConfig(book.modelNames.find(name)?.config);

describe('forward FLOPs of a token', () => {
  it('are two for each weight of a matrix it passes through', () => {
    const { linear, head } = forwardFlopsPerToken(architecture('llama-3-8b'), 1);
    const [total, embedding, norms] = [8_030_261_248, 128_256 * 4096, 65 * 4096];
    expect(linear).toBe(2 * (total - 2 * embedding - norms));
    expect(head).toBe(2 * embedding);
  });

  it('count a MoE by the experts a token is sent to', () => {
    const { linear } = forwardFlopsPerToken(architecture('mixtral-8x7b'), 1);
    // Attention, router and two of eight experts in each of 32 layers.
    const layer = 2 * 4096 * 4096 + 2 * 4096 * 1024 + 4096 * 8 + 2 * 3 * 4096 * 14_336;
    expect(linear).toBe(2 * 32 * layer);
  });

  it('of attention grow with half the context, and stop at a window', () => {
    const llama = (context: number) => forwardFlopsPerToken(architecture('llama-3-8b'), context).attention;
    expect(llama(8191)).toBe(32 * 4 * 32 * 128 * 4096);
    const mistral = (context: number) => forwardFlopsPerToken(architecture('mistral-7b'), context).attention;
    expect(mistral(1_000_000) / (32 * 4 * 32 * 128)).toBeCloseTo(4096 * (1 - 4095 / 2_000_000), 6);
  });
});

describe('training FLOPs', () => {
  it('come close to 6ND for a short context and a small share of embeddings', () => {
    const { total } = trainingFlopsByOperator(architecture('llama-3.1-405b'), 1e12, 512, 'none');
    expect(total / trainingFlops(405_853_388_800, 1e12)).toBeCloseTo(1, 1);
  });

  it('with everything recomputed are four thirds', () => {
    const at = (recomputation: 'none' | 'full') =>
      trainingFlopsByOperator(architecture('llama-3-8b'), 1e9, 4096, recomputation).total;
    expect(at('full') / at('none')).toBeCloseTo(4 / 3, 12);
  });
});
