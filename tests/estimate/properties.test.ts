import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import { estimateInference } from '../../src/estimate/serving/inference.ts';
import { estimateAdapterTraining } from '../../src/estimate/training/adapter-training.ts';
import { estimateFullTraining } from '../../src/estimate/training/full.ts';
import { ONE_GPU } from '../../src/estimate/training/settings.ts';
import {
  KV_FORMAT_NAMES,
  WEIGHT_FORMAT_NAMES,
  WEIGHT_FORMATS,
} from '../../src/estimate/formats/weight-formats.ts';
import { weightBytes } from '../../src/estimate/weights.ts';
import { book } from '../the-book.ts';

const models = book.models.map(({ config }) => architectureFromConfig(config));
const model = fc.constantFrom(...models);
const context = fc.integer({ min: 1, max: 200_000 });
const batch = fc.integer({ min: 1, max: 64 });
const kvFormat = fc.constantFrom(...KV_FORMAT_NAMES);
const weightFormat = fc.constantFrom(...WEIGHT_FORMAT_NAMES);

describe('every estimate', () => {
  it('adds up, is a whole number of bytes and lies in its range', () =>
    fc.assert(
      fc.property(
        model,
        weightFormat,
        kvFormat,
        context,
        batch,
        (architecture, weights, kv, tokens, sequences) => {
          const estimate = estimateInference(architecture, {
            weightFormat: weights,
            kvFormat: kv,
            context: tokens,
            batch: sequences,
            tensor: 1,
          });
          expect(Number.isSafeInteger(estimate.perGpuBytes)).toBe(true);
          expect(estimate.components.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(estimate.perGpuBytes);
          expect(estimate.range[0]).toBeLessThanOrEqual(estimate.perGpuBytes);
          expect(estimate.range[1]).toBeGreaterThanOrEqual(estimate.perGpuBytes);
          for (const component of estimate.components) expect(component.bytes).toBeGreaterThan(0);
        },
      ),
    ));

  it('never costs less for more context or more sequences', () =>
    fc.assert(
      fc.property(model, context, batch, (architecture, tokens, sequences) => {
        const inference = (length: number, count: number) =>
          estimateInference(architecture, {
            weightFormat: 'bf16',
            kvFormat: 'bf16',
            context: length,
            batch: count,
            tensor: 1,
          }).perGpuBytes;
        expect(inference(tokens + 1, sequences)).toBeGreaterThanOrEqual(inference(tokens, sequences));
        expect(inference(tokens, sequences + 1)).toBeGreaterThan(inference(tokens, sequences));
      }),
    ));

  it('never costs less for more bits a weight', () => {
    const byBits = [...WEIGHT_FORMAT_NAMES]
      .filter((name) => WEIGHT_FORMATS[name].covers === 'everything')
      .sort((a, b) => WEIGHT_FORMATS[a].bits - WEIGHT_FORMATS[b].bits);
    for (const architecture of models) {
      const sizes = byBits.map((name) => weightBytes(architecture, name).bytes);
      expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    }
  });

  it('of training is least for QLoRA, more for LoRA, most for all parameters', () => {
    for (const architecture of models) {
      const shared = { context: 2048, batch: 1, checkpointing: 'full', parallel: ONE_GPU, note: '' } as const;
      const adapter = { ...shared, rank: 16, targets: 'attention', optimizer: 'adamw' } as const;
      const qlora = estimateAdapterTraining(architecture, {
        ...adapter,
        method: 'qlora',
        weightFormat: 'nf4',
      });
      const lora = estimateAdapterTraining(architecture, {
        ...adapter,
        method: 'lora',
        weightFormat: 'bf16',
      });
      const full = estimateFullTraining(architecture, {
        ...shared,
        optimizer: 'adamw',
        precision: 'mixed',
      });
      expect(qlora.perGpuBytes).toBeLessThan(lora.perGpuBytes);
      expect(lora.perGpuBytes).toBeLessThan(full.perGpuBytes);
    }
  });

  it('is divided by ZeRO as it says', () =>
    fc.assert(
      fc.property(model, fc.integer({ min: 2, max: 512 }), (architecture, gpus) => {
        const at = (zero: 0 | 1 | 2 | 3) =>
          Object.fromEntries(
            estimateFullTraining(architecture, {
              // Accumulated, so that the gradients are alive in every phase.
              options: { gradientAccumulation: 2 },
              parallel: { ...ONE_GPU, zero, data: gpus },
              optimizer: 'adamw',
              precision: 'mixed',
              context: 128,
              batch: 1,
              checkpointing: 'full',
              note: '',
            }).components.map(({ name, bytes }) => [name, bytes]),
          );
        const [none, one, two, three] = [at(0), at(1), at(2), at(3)];
        expect(one['optimizer_states']).toBe(Math.ceil((none['optimizer_states'] ?? 0) / gpus));
        expect(one['gradients']).toBe(none['gradients']);
        expect(two['gradients']).toBe(Math.ceil((none['gradients'] ?? 0) / gpus));
        expect(two['weights']).toBe(none['weights']);
        expect(three['weights']).toBe(Math.ceil((none['weights'] ?? 0) / gpus));
      }),
    ));
});
