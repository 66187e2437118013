import { SettingsError, type MemoryEstimate } from '../estimate/estimate.ts';
import type { ServingEstimate } from '../estimate/serving/inference.ts';
import type { TrainingEstimate } from '../estimate/training/full.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { fitOn } from './fits.ts';
import { renderEstimate } from './render-estimate.ts';
import { runVram } from './run-vram.ts';
import { VramAnswer, VramInput } from './vram-schema.ts';

export const estimateVram = defineDataTool({
  name: 'estimate_vram',
  title: '估算显存 · Estimate GPU memory',
  description:
    '估算推理、微调（full/LoRA/QLoRA）、预训练或强化学习的显存：逐项给出公式、字节、可信程度，放得下哪些卡；engine 与 gpu 给出引擎开销与 kv_tokens。\n' +
    'GPU memory of inference, fine-tuning, pre-training or RL: every part with formula, bytes, certainty; which GPUs hold it; engine overheads and kv_tokens.',
  input: VramInput,
  output: VramAnswer,
  answer: (args, { book }) => {
    try {
      const { subject, settings, estimate } = runVram(args, book);
      return {
        subject,
        task: args.task,
        settings,
        gpus: estimate.gpus,
        per_gpu_bytes: estimate.perGpuBytes,
        total_bytes: estimate.perGpuBytes * estimate.gpus,
        components: estimate.components.map(({ name, bytes, certainty, formula, source }) => ({
          name,
          bytes,
          certainty,
          formula,
          source,
        })),
        ...ofServing(estimate),
        ...ofTraining(estimate),
        range: { low: estimate.range[0], high: estimate.range[1] },
        fits: fitOn(book, args.gpu, estimate),
        assumptions: [...estimate.assumptions],
        warnings: [...estimate.warnings],
      };
    } catch (error) {
      if (error instanceof SettingsError) throw new AskError(error.message);
      throw error;
    }
  },
  text: renderEstimate,
});

function ofServing(estimate: MemoryEstimate & Partial<Pick<ServingEstimate, 'budget' | 'hostBytes'>>) {
  const { budget, hostBytes } = estimate;
  return {
    ...(budget && {
      kv_tokens: budget.tokens,
      max_sequences: budget.sequences,
      kv_tokens_formula: budget.formula,
      reserved_bytes: budget.reserved,
    }),
    ...(hostBytes !== undefined && { host_bytes: hostBytes }),
  };
}

function ofTraining(estimate: MemoryEstimate & Partial<Pick<TrainingEstimate, 'phases' | 'allocatedBytes'>>) {
  const { phases, allocatedBytes } = estimate;
  return {
    ...(phases && { phases: phases.map((phase) => ({ ...phase })) }),
    ...(allocatedBytes !== undefined && { allocated_bytes: allocatedBytes }),
  };
}
