import { describe, expect, it } from 'vitest';
import { countParameters } from '../../src/architecture/parameters.ts';
import { estimateAdapterTraining } from '../../src/estimate/training/adapter-training.ts';
import { estimateFullTraining } from '../../src/estimate/training/full.ts';
import { estimateRl } from '../../src/estimate/training/rl.ts';
import {
  ONE_GPU,
  type FullTrainingSettings,
  type ParallelTraining,
} from '../../src/estimate/training/settings.ts';
import { GIB } from '../../src/estimate/units.ts';
import { model } from './models.ts';

const BASE: FullTrainingSettings = {
  parallel: ONE_GPU,
  optimizer: 'adamw',
  precision: 'mixed',
  context: 4096,
  batch: 1,
  checkpointing: 'full',
  note: '',
};

function train(
  name: string,
  settings: Partial<FullTrainingSettings>,
  parallel: Partial<ParallelTraining> = {},
) {
  return estimateFullTraining(model(name), {
    ...BASE,
    ...settings,
    parallel: { ...ONE_GPU, ...parallel },
  });
}

function part(estimate: ReturnType<typeof train>, component: string): number {
  return estimate.components
    .filter(({ name }) => name === component)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

describe('peaks that torchtune prints for Llama 3.2 3B, 2 × 4,096 tokens, AdamW in bf16', () => {
  const run = { precision: 'pure', context: 4096, batch: 2 } as const;

  // https://github.com/pytorch/torchtune, README: 51.0 GiB with torch.compile, 14.93 % less than without.
  it.each([
    ['without torch.compile', { ...run, checkpointing: 'none' }, 59.95],
    ['with torch.compile', { ...run, checkpointing: 'none', options: { fused: true } }, 51.0],
    [
      'with checkpointing and offloading, a chunked loss and the optimizer in the backward pass',
      {
        ...run,
        checkpointing: 'full',
        options: { fused: true, loss: 'chunked', optimizerInBackward: true, offload: 'activations' },
      },
      21.8,
    ],
  ] as const)('%s', (_, settings, gibibytes) => {
    const { allocatedBytes } = train('llama-3.2-3b', settings);
    expect(Math.abs(allocatedBytes / GIB / gibibytes - 1)).toBeLessThan(0.03);
  });
});

describe('peaks that torchtitan prints for Llama 3.1 8B under FSDP2', () => {
  it('67.0 GiB on 128 GPUs with selective checkpointing, 84.5 with 8 ranks a sequence of 262,144', () => {
    const fsdp = { engine: 'fsdp' } as const;
    const selective = train(
      'llama-3.1-8b',
      { ...fsdp, checkpointing: 'selective', context: 8192, batch: 2 },
      { data: 128, zero: 3 },
    );
    expect(Math.abs(selective.allocatedBytes / GIB / 67 - 1)).toBeLessThan(0.05);
    const long = train(
      'llama-3.1-8b',
      { ...fsdp, context: 262_144, options: { fused: true } },
      { context: 8, zero: 3 },
    );
    expect(Math.abs(long.allocatedBytes / GIB / 84.5 - 1)).toBeLessThan(0.05);
  });
});

describe('model states', () => {
  const parameters = 8_030_261_248;

  it.each([
    ['adamw', 16],
    ['lion', 12],
    ['sgd-momentum', 12],
    ['sgd', 8],
    ['adamw-8bit', 10.03125],
  ] as const)('of %s take %d bytes a parameter in mixed precision', (optimizer, each) => {
    const estimate = train('llama-3-8b', { optimizer, options: { gradientAccumulation: 2 } });
    const states =
      part(estimate, 'weights') + part(estimate, 'gradients') + part(estimate, 'optimizer_states');
    expect(states / parameters).toBeCloseTo(each, 6);
  });

  it('of Muon keep two moments for embedding, head and norms alone', () => {
    const outside = 2 * 128_256 * 4096 + 65 * 4096;
    expect(part(train('llama-3-8b', { optimizer: 'muon' }), 'optimizer_states')).toBe(
      (4 + 4) * parameters + 4 * outside,
    );
  });

  it('of Adafactor keep a number a row and a column', () => {
    const states = part(train('llama-3-8b', { optimizer: 'adafactor' }), 'optimizer_states');
    expect(states).toBeGreaterThan(4 * parameters);
    expect(states / parameters).toBeLessThan(4.01);
  });

  it('have fp32 gradients in Megatron-LM, and fp32 weights under FSDP', () => {
    expect(part(train('llama-3-8b', { engine: 'megatron' }), 'gradients')).toBe(4 * parameters);
    expect(part(train('llama-3-8b', { engine: 'fsdp' }), 'weights')).toBe(4 * parameters);
  });
});

describe('parallelism', () => {
  it('of tensors divides matrices and repeats norms; with sequences, activations too', () => {
    const run = { engine: 'megatron', context: 8192, checkpointing: 'none' } as const;
    const [one, two, both] = [
      train('llama-3-8b', run),
      train('llama-3-8b', run, { tensor: 2 }),
      train('llama-3-8b', run, { tensor: 2, sequence: true }),
    ];
    expect(part(two, 'weights')).toBe((part(one, 'weights') + 2 * 65 * 4096) / 2);
    expect(part(both, 'activations')).toBe(part(one, 'activations') / 2);
    expect(part(two, 'activations')).toBeGreaterThan(part(both, 'activations'));
  });

  it('of stages keeps as many micro-batches in flight as there are stages, and the loss on the last', () => {
    const run = { engine: 'megatron', checkpointing: 'none', context: 8192 } as const;
    const [one, four] = [train('llama-3-8b', run), train('llama-3-8b', run, { pipeline: 4 })];
    expect(four.gpus).toBe(4);
    // The first stage has a quarter of the layers and four micro-batches of them.
    expect(part(four, 'activations')).toBe(part(one, 'activations'));
  });

  it('of experts divides them over more ranks, and their states over fewer replicas', () => {
    const run = { engine: 'megatron' } as const;
    const [dense, spread] = [
      train('qwen3-30b-a3b', run, { data: 8, zero: 1 }),
      train('qwen3-30b-a3b', run, { data: 8, zero: 1, expert: 8 }),
    ];
    const { byRole, total } = countParameters(model('qwen3-30b-a3b'));
    expect(part(spread, 'weights')).toBe(2 * (total - byRole.expert + byRole.expert / 8));
    expect(part(spread, 'optimizer_states')).toBe(part(dense, 'optimizer_states'));
  });

  it.each([
    ['llama-3-8b', { tensor: 3 }, /32 attention heads cannot be split over 3 ranks/],
    ['llama-3-8b', { pipeline: 33 }, /more stages than the 32 layers/],
    ['llama-3-8b', { zero: 2 as const }, /parallel.data of 2 or more/],
    ['llama-3-8b', { expert: 2 }, /no experts/],
    ['qwen3-30b-a3b', { expert: 8 }, /must divide tensor × data × context/],
    ['llama-3-8b', { sequence: true }, /goes with parallel.tensor/],
  ])('of %s by %o is refused', (name, parallel, message) =>
    expect(() => train(name, {}, parallel)).toThrow(message),
  );
});

describe('the phases of a step', () => {
  it('count gradients beside activations only where they are added up', () => {
    const run = { checkpointing: 'none', context: 8192 } as const;
    const once = train('llama-3-8b', { ...run, precision: 'pure' });
    const added = train('llama-3-8b', { ...run, precision: 'pure', options: { gradientAccumulation: 4 } });
    expect(added.perGpuBytes - once.perGpuBytes).toBe(2 * 8_030_261_248);
  });

  it('are the larger of generating and updating in RL', () => {
    const settings = {
      trainer: { kind: 'full', ...BASE, parallel: { ...ONE_GPU, data: 8, zero: 3 } },
      reference: true,
      critic: false,
      rollout: {
        sequences: 64,
        tensor: 1,
        weightFormat: 'bf16',
        kvFormat: 'bf16',
        sharesWeights: false,
        sleeps: true,
        trainerMovesOut: false,
      },
    } as const;
    const grpo = estimateRl(model('llama-3-8b'), settings);
    const ppo = estimateRl(model('llama-3-8b'), { ...settings, critic: true });
    const offloaded = estimateRl(model('llama-3-8b'), {
      ...settings,
      rollout: { ...settings.rollout, trainerMovesOut: true },
    });
    expect(grpo.phases.map(({ name }) => name)).toEqual(['rollout', 'update']);
    expect(grpo.perGpuBytes).toBe(Math.max(...grpo.phases.map(({ bytes }) => bytes)));
    expect(ppo.perGpuBytes).toBeGreaterThan(grpo.perGpuBytes);
    expect(offloaded.perGpuBytes).toBeLessThan(grpo.perGpuBytes);
  });
});

describe('adapters', () => {
  it('divide the frozen base under FSDP', () => {
    const lora = (parallel: Partial<ParallelTraining>) =>
      estimateAdapterTraining(model('llama-3-70b'), {
        ...BASE,
        method: 'lora',
        weightFormat: 'bf16',
        rank: 16,
        targets: 'all-linear',
        parallel: { ...ONE_GPU, ...parallel },
      });
    expect(part(lora({ data: 8, zero: 3 }), 'weights')).toBe(part(lora({}), 'weights') / 8);
  });
});
