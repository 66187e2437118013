import { describe, expect, it } from 'vitest';
import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import { activationBytes } from '../../src/estimate/training/activations.ts';
import { estimateAdapterTraining } from '../../src/estimate/training/adapter-training.ts';
import { ONE_GPU } from '../../src/estimate/training/settings.ts';
import { weightBytes } from '../../src/estimate/weights.ts';
import { book } from '../the-book.ts';

const architecture = (name: string) => architectureFromConfig(book.modelNames.find(name)?.config);

/** Peaks that litgpt prints (tutorials/resource-tables.md): torch's allocator, so no CUDA context; adapters in bf16. */
describe('LoRA peaks measured by litgpt, without checkpointing', () => {
  it.each([
    ['llama-2-7b', 1304, 1, 21.3],
    ['llama-2-7b', 1304, 2, 29.07],
    ['llama-2-13b', 1304, 1, 38.12],
  ])('%s, %d tokens × %d: %d GB', (name, context, batch, gigabytes) => {
    const { components } = estimateAdapterTraining(architecture(name), {
      method: 'lora',
      weightFormat: 'bf16',
      rank: 8,
      targets: ['q_proj', 'v_proj'],
      context,
      batch,
      checkpointing: 'none',
      optimizer: 'adamw',
      parallel: ONE_GPU,
      note: '',
    });
    const tensors = components
      .filter(({ name: part }) => part !== 'runtime')
      .reduce((sum, { bytes }) => sum + bytes, 0);
    expect(Math.abs(tensors / 1e9 - gigabytes) / gigabytes).toBeLessThan(0.01);
  });
});

describe('weights that vLLM reports, GiB a rank', () => {
  it.each([
    // github.com/vllm-project/vllm/pull/10511
    ['llama-3-8b', 2, 7.48],
    // github.com/vllm-project/vllm/issues/13061, the architecture of Qwen2.5 14B
    ['qwen2.5-14b', 2, 13.9476],
  ])('%s on %d ranks: %d', (name, tensor, gibibytes) => {
    const { bytes } = weightBytes(architecture(name), 'bf16', { tensor, expert: 1 });
    expect(Math.abs(bytes / 2 ** 30 - gibibytes) / gibibytes).toBeLessThan(0.02);
  });
});

describe('activations of full fine-tuning', () => {
  it('of Llama-type layers are 20h + 4 d_kv + 8f bytes a token, as PyTorch saves them', () => {
    const llama = architecture('llama-3-8b');
    const one = {
      batch: 1,
      context: 1,
      checkpointing: 'none',
      kernels: { trained: true, fused: false, flash: true },
      tensor: 1,
      sequence: false,
      contextRanks: 1,
      selectiveIsCore: false,
    } as const;
    expect(activationBytes(llama, one)).toBe(32 * (20 * 4096 + 4 * 1024 + 8 * 14_336));
  });
});
