import { SettingsError, type MemoryEstimate } from '../estimate/estimate.ts';
import { estimateInference } from '../estimate/inference.ts';
import type { ZeroStage } from '../estimate/model-states.ts';
import { estimateAdapterTraining, estimateFullTraining, estimateModelStates } from '../estimate/training.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { requireArchitecture } from './find-model.ts';
import { fitOn } from './fits.ts';
import { renderEstimate } from './render-estimate.ts';
import { VramAnswer, VramInput } from './vram-schema.ts';

export const estimateVram = defineDataTool({
  name: 'estimate_vram',
  title: '估算显存 · Estimate GPU memory',
  description:
    '估算推理、微调（full/LoRA/QLoRA）或预训练（混合精度、ZeRO 1-3）的显存：逐项给出公式、字节、可信程度，并说明放得下哪些卡。\n' +
    'GPU memory of inference, fine-tuning or pre-training (ZeRO 1-3): every part with its formula, bytes and certainty, and which GPUs hold it.',
  input: VramInput,
  output: VramAnswer,
  answer: (args, { book }) => {
    try {
      const { subject, settings, estimate } = run(args, (named) => requireArchitecture(book, named));
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

interface Run {
  readonly subject: string;
  readonly settings: Record<string, string | number | boolean | string[]>;
  readonly estimate: MemoryEstimate;
}

const NOTES = { finetune: 'notes://note/7.1/finetune', pretrain: 'notes://note/7.1/pretrain' } as const;
const DEFAULT_CONTEXT = 4096;

function run(args: VramInput, named: (args: VramInput) => ReturnType<typeof requireArchitecture>): Run {
  const { task, batch_size: batch, parallel, optimizer, precision, checkpointing, finetune } = args;
  const context = args.context_length ?? DEFAULT_CONTEXT;
  const zero = parallel.zero as ZeroStage;
  if (args.parameters !== undefined) return runBySize(args, args.parameters);
  const { name: subject, architecture, facts } = named(args);
  if (task === 'inference') {
    refuse(
      parallel.data > 1 || zero > 0,
      'parallel.data, parallel.zero: 推理只用 parallel.tensor / inference takes parallel.tensor only',
    );
    const weightFormat = args.weight_format ?? facts?.weight_format ?? 'bf16';
    return {
      subject,
      settings: {
        weight_format: weightFormat,
        kv_format: args.kv_format,
        context_length: context,
        batch_size: batch,
        tensor: parallel.tensor,
      },
      estimate: estimateInference(architecture, {
        weightFormat,
        kvFormat: args.kv_format,
        context,
        batch,
        tensor: parallel.tensor,
      }),
    };
  }
  refuse(
    parallel.tensor > 1,
    'parallel.tensor: 训练用 parallel.data 与 parallel.zero / training takes parallel.data and parallel.zero',
  );
  const shared = { context, batch, checkpointing, data: parallel.data };
  if (task === 'finetune' && finetune.method !== 'full') {
    refuse(
      zero > 0,
      'parallel.zero: LoRA 与 QLoRA 的基座是冻结的，不支持 ZeRO；用 parallel.data / not for a frozen base; use parallel.data',
    );
    const method = finetune.method;
    const weightFormat = args.weight_format ?? (method === 'qlora' ? 'nf4' : 'bf16');
    return {
      subject,
      settings: {
        method,
        weight_format: weightFormat,
        rank: finetune.rank,
        target_modules: finetune.target_modules,
        context_length: context,
        batch_size: batch,
        checkpointing,
        data: parallel.data,
      },
      estimate: estimateAdapterTraining(architecture, {
        ...shared,
        method,
        weightFormat,
        rank: finetune.rank,
        targets: finetune.target_modules,
        note: NOTES.finetune,
      }),
    };
  }
  refuse(
    args.weight_format !== undefined && !['bf16', 'fp16'].includes(args.weight_format),
    'weight_format: 全参数训练以 bf16 或 fp16 计 / full training is computed in bf16 or fp16',
  );
  return {
    subject,
    settings: {
      ...(task === 'finetune' ? { method: 'full' } : {}),
      optimizer,
      precision,
      context_length: context,
      batch_size: batch,
      checkpointing,
      data: parallel.data,
      zero,
    },
    estimate: estimateFullTraining(architecture, {
      ...shared,
      zero,
      optimizer,
      precision,
      note: NOTES[task],
    }),
  };
}

function runBySize(args: VramInput, parameters: number): Run {
  const { task, parallel, optimizer, precision, finetune } = args;
  const zero = parallel.zero as ZeroStage;
  refuse(
    args.model !== undefined || args.config !== undefined,
    'parameters: 给了 model 或 config 就不要再给 / leave it out when model or config is given',
  );
  refuse(
    task === 'inference',
    'parameters: 推理需要结构，请给 model 或 config / inference needs the architecture: pass model or config',
  );
  refuse(
    task === 'finetune' && finetune.method !== 'full',
    'parameters: LoRA 需要结构，请给 model 或 config / LoRA needs the architecture: pass model or config',
  );
  refuse(
    parallel.tensor > 1,
    'parallel.tensor: 训练用 parallel.data 与 parallel.zero / training takes parallel.data and parallel.zero',
  );
  return {
    subject: `${parameters.toLocaleString('en-US')} parameters`,
    settings: { optimizer, precision, data: parallel.data, zero },
    estimate: estimateModelStates(parameters, {
      optimizer,
      precision,
      zero,
      data: parallel.data,
      note: NOTES[task === 'finetune' ? 'finetune' : 'pretrain'],
    }),
  };
}

function refuse(when: boolean, message: string): void {
  if (when) throw new SettingsError(message);
}
