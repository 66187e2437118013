import type { ModelArchitecture } from '../../architecture/types.ts';
import { smallestData } from '../../estimate/plan.ts';
import { estimateAdapterTraining } from '../../estimate/training/adapter-training.ts';
import { estimateFullTraining } from '../../estimate/training/full.ts';
import type { ParallelTraining } from '../../estimate/training/settings.ts';
import { acceleratorMemoryBytes } from '../../knowledge/accelerator-facts.ts';
import type { Book } from '../../knowledge/book.ts';
import { bySize, MOST_OPTIONS } from './by-size.ts';
import type { Option, TrainingTask } from './schema.ts';

/** How each kind of training is run. */
export const TRAINING_WORDS: Record<TrainingTask, string> = {
  pretrain: 'AdamW 混合精度、ZeRO-3 · AdamW mixed precision, ZeRO-3',
  finetune: '全参数 AdamW 混合精度、ZeRO-3 · all parameters, AdamW mixed precision, ZeRO-3',
  lora: 'LoRA r=16 全部线性层、bf16 基座 · rank 16 on all linear layers, bf16 base',
  qlora: 'QLoRA r=16 全部线性层、nf4 基座 · rank 16 on all linear layers, nf4 base',
};

/** The smallest sets of each known accelerator that train the model, sharded by ZeRO-3. */
export function trainingOptions(
  book: Book,
  architecture: ModelArchitecture,
  task: TrainingTask,
  { context, batch }: { context: number; batch: number },
): Option[] {
  const shared = { optimizer: 'adamw', context, batch, checkpointing: 'full' } as const;
  const estimate = (parallel: ParallelTraining) =>
    task === 'pretrain' || task === 'finetune'
      ? estimateFullTraining(architecture, {
          ...shared,
          precision: 'mixed',
          parallel,
          note: `notes://note/7.1/${task}`,
        })
      : estimateAdapterTraining(architecture, {
          ...shared,
          method: task,
          weightFormat: task === 'qlora' ? 'nf4' : 'bf16',
          rank: 16,
          targets: 'all-linear',
          parallel,
          note: 'notes://note/7.1/finetune',
        });
  return book.accelerators
    .flatMap((one) => {
      const memory = acceleratorMemoryBytes(one);
      const found = smallestData(estimate, memory);
      if (found === undefined) return [];
      return [
        {
          accelerator: one.title,
          gpus: found.data,
          parallel: found.data === 1 ? '—' : `ZeRO-3 × ${found.data}`,
          weight_format: task === 'qlora' ? 'nf4' : 'bf16',
          per_gpu_bytes: found.estimate.perGpuBytes,
          memory_bytes: memory,
        },
      ];
    })
    .sort(bySize)
    .slice(0, MOST_OPTIONS);
}
