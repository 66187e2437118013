import { countParameters } from '../architecture/parameters.ts';
import type { ModelArchitecture } from '../architecture/types.ts';
import { activationBytes, hasRecurrence, lossBytes, type Checkpointing } from './activations.ts';
import { largestLinear, loraParameters, type AdapterTargets } from './adapters.ts';
import { SettingsError, summarize, type Component, type MemoryEstimate } from './estimate.ts';
import { stateBytes, zeroShare, type OptimizerName, type Precision, type ZeroStage } from './model-states.ts';
import { runtimeComponent } from './runtime.ts';
import { grouped } from './units.ts';
import { WEIGHT_FORMATS, type WeightFormatName } from './weight-formats.ts';
import { weightBytes } from './weights.ts';

export interface ParallelTraining {
  readonly zero: ZeroStage;
  /** Data-parallel GPUs. */
  readonly data: number;
}

export interface FullTrainingSettings extends ParallelTraining {
  readonly optimizer: OptimizerName;
  readonly precision: Precision;
  /** Tokens a sequence. */
  readonly context: number;
  /** Sequences in a micro-batch on one GPU. */
  readonly batch: number;
  readonly checkpointing: Checkpointing;
  /** The note that explains this kind of run. */
  readonly note: string;
}

/** Model states alone, where only the number of parameters is known. */
export function estimateModelStates(
  parameters: number,
  settings: Pick<FullTrainingSettings, 'optimizer' | 'precision' | 'zero' | 'data' | 'note'>,
): MemoryEstimate {
  checkZero(settings);
  return summarize(
    stateComponents(parameters, settings),
    settings.data,
    [statesAssumption(settings)],
    [
      '只知参数量，不含激活、logits 与运行时；给出 model 或 config 可得全部 · model states only: activations, logits and runtime need the architecture, pass model or config',
    ],
  );
}

/**
 * Memory of training every parameter: model states split by ZeRO, activations of one micro-batch, the loss. The states
 * and the activations are taken to be alive together, as they are while gradients accumulate.
 */
export function estimateFullTraining(
  architecture: ModelArchitecture,
  settings: FullTrainingSettings,
): MemoryEstimate {
  checkZero(settings);
  const { total } = countParameters(architecture);
  const { note, data, zero } = settings;
  return summarize(
    [
      ...stateComponents(total, settings),
      ...stepComponents(architecture, settings, true),
      runtimeComponent(data, note),
    ],
    data,
    [
      statesAssumption(settings),
      'FlashAttention；损失未融合（eager）· FlashAttention; the loss is not fused (eager)',
      '梯度与激活同时存在（梯度累积时如此）· gradients and activations alive together, as in gradient accumulation',
    ],
    [
      ...architecture.warnings,
      ...checkpointingWarning(settings.checkpointing),
      ...recurrenceWarning(architecture),
      ...(zero === 3 ? [ZERO3_WARNING] : []),
    ],
  );
}

export interface AdapterSettings {
  /** lora: 16-bit frozen base; qlora: quantised frozen base. */
  readonly method: 'lora' | 'qlora';
  readonly weightFormat: WeightFormatName;
  readonly rank: number;
  readonly targets: AdapterTargets;
  readonly context: number;
  readonly batch: number;
  readonly checkpointing: Checkpointing;
  readonly data: number;
  readonly note: string;
}

/** Bytes an adapter parameter takes: PEFT keeps adapters in fp32, with fp32 gradients and AdamW moments. */
const ADAPTER_BYTES = 4 + 4 + 8;

/** Memory of LoRA or QLoRA: the frozen base, the trained adapter with its states, activations and the loss. */
export function estimateAdapterTraining(
  architecture: ModelArchitecture,
  settings: AdapterSettings,
): MemoryEstimate {
  const { method, weightFormat, rank, targets, data, note } = settings;
  const format = WEIGHT_FORMATS[weightFormat];
  const { bytes, unquantized } = weightBytes(architecture, weightFormat);
  const trained = adapterParameters(architecture, rank, targets);
  const components: Component[] = [
    {
      name: 'weights',
      bytes,
      certainty: format.certainty,
      formula:
        format.covers === 'everything'
          ? `${grouped(countParameters(architecture).total)} frozen parameters × ${format.bits / 8} B`
          : `frozen linear weights × ${(format.bits / 8).toFixed(4)} B (${format.how}) + ${grouped(unquantized)} B kept in 16 bits`,
      source: note,
      ...(format.certainty === 'exact' ? {} : { spread: [0.99, 1.05] as const }),
    },
    {
      name: 'adapter',
      bytes: trained * ADAPTER_BYTES,
      certainty: 'exact',
      formula: `${grouped(trained)} LoRA parameters (rank ${rank}) × (4 weights + 4 gradients + 8 AdamW) B`,
      source: note,
    },
    ...stepComponents(architecture, settings, false),
    method === 'qlora'
      ? withDequantized(runtimeComponent(data, note), architecture)
      : runtimeComponent(data, note),
  ];
  return summarize(
    components,
    data,
    [
      '冻结的基座没有梯度和优化器状态；适配器为 fp32（PEFT 默认）· frozen base without gradients or states; adapters in fp32 (PEFT default)',
      'FlashAttention；损失未融合（eager）· FlashAttention; the loss is not fused (eager)',
    ],
    [
      ...architecture.warnings,
      ...checkpointingWarning(settings.checkpointing),
      ...recurrenceWarning(architecture),
      ...(method === 'qlora'
        ? [
            upcastWarning(
              unquantized +
                2 * architecture.hiddenSize * architecture.layers.length * settings.context * settings.batch,
            ),
          ]
        : []),
    ],
  );
}

function adapterParameters(architecture: ModelArchitecture, rank: number, targets: AdapterTargets): number {
  try {
    return loraParameters(architecture, rank, targets);
  } catch (error) {
    if (error instanceof RangeError) throw new SettingsError(`finetune.target_modules: ${error.message}`);
    throw error;
  }
}

function stateComponents(
  parameters: number,
  {
    optimizer,
    precision,
    zero,
    data,
    note,
  }: Pick<FullTrainingSettings, 'optimizer' | 'precision' | 'zero' | 'data' | 'note'>,
): Component[] {
  const bytes = stateBytes(optimizer, precision);
  const share = zeroShare(zero, data);
  const component = (
    name: 'weights' | 'gradients' | 'optimizer_states',
    each: number,
    part: number,
  ): Component => ({
    name,
    bytes: Math.ceil((parameters * each) / (part < 1 ? data : 1)),
    certainty: 'exact',
    formula: `${grouped(parameters)} parameters × ${each} B${part < 1 ? ` / ${data} GPUs (ZeRO-${zero})` : ''}`,
    source: note,
  });
  return [
    component('weights', bytes.weights, share.weights),
    component('gradients', bytes.gradients, share.gradients),
    component('optimizer_states', bytes.optimizer, share.optimizer),
  ];
}

function stepComponents(
  architecture: ModelArchitecture,
  {
    context,
    batch,
    checkpointing,
    note,
  }: { context: number; batch: number; checkpointing: Checkpointing; note: string },
  trained: boolean,
): Component[] {
  const tokens = context * batch;
  return [
    {
      name: 'activations',
      bytes: activationBytes(architecture, tokens, checkpointing, trained),
      certainty: 'modelled',
      formula:
        checkpointing === 'full'
          ? `${grouped(tokens)} tokens × (2 B × ${grouped(architecture.hiddenSize)} × ${architecture.layers.length} layer inputs + one layer rebuilt)`
          : `${grouped(tokens)} tokens × Σ over ${architecture.layers.length} layers of the operators' kept tensors, 2 B an element`,
      source: note,
      // Adapters keep inputs of the adapted matrices and dropout masks besides: PEFT with all-linear and dropout counts 1.4.
      spread: trained ? [0.75, 1.15] : [0.8, 1.4],
    },
    {
      name: 'logits',
      bytes: lossBytes(architecture, tokens),
      certainty: 'modelled',
      formula: `${grouped(tokens)} tokens × ${grouped(architecture.vocabSize)} × (2 logits + 4 fp32 copy + 4 softmax + 4 gradient) B`,
      source: note,
      spread: [0.4, 1.1],
    },
  ];
}

/** A 4-bit layer is multiplied in 16 bits: the largest matrix exists twice while it runs. */
function withDequantized(runtime: Component, architecture: ModelArchitecture): Component {
  const largest = largestLinear(architecture);
  return {
    ...runtime,
    bytes: runtime.bytes + 2 * largest,
    formula: `${runtime.formula} + largest matrix, ${grouped(largest)} weights, dequantised to 2 B`,
  };
}

function checkZero({ zero, data }: ParallelTraining): void {
  if (zero > 0 && data === 1) {
    throw new SettingsError(
      `parallel.zero ${zero} 需要 parallel.data ≥ 2 / ZeRO splits over data-parallel GPUs: pass parallel.data of 2 or more`,
    );
  }
}

function statesAssumption({
  optimizer,
  precision,
}: Pick<FullTrainingSettings, 'optimizer' | 'precision'>): string {
  const { weights, gradients, optimizer: states } = stateBytes(optimizer, precision);
  return `${optimizer}，${precision === 'mixed' ? '混合精度：16 位权重与梯度，fp32 主权重与状态' : '纯 16 位'} · ${precision} precision: ${weights} + ${gradients} + ${states} = ${weights + gradients + states} B a parameter`;
}

function checkpointingWarning(checkpointing: Checkpointing): string[] {
  return checkpointing === 'selective'
    ? [
        'selective 只重算注意力核心，FlashAttention 本就不存它，因此与 none 相同；要省显存请用 full · selective recomputes the attention core, which FlashAttention never stores: same as none, use full to save memory',
      ]
    : [];
}

function recurrenceWarning(architecture: ModelArchitecture): string[] {
  return hasRecurrence(architecture)
    ? [
        '循环层的激活按算子估算，未与实测对照 · activations of the recurrent layers are counted by operator and were not compared with a run',
      ]
    : [];
}

function upcastWarning(bytes: number): string {
  return `若调用 PEFT 的 prepare_model_for_kbit_training，未量化的张量与层输入会升到 fp32，再加 ${grouped(bytes)} B · PEFT's prepare_model_for_kbit_training raises unquantised tensors and layer inputs to fp32: add ${grouped(bytes)} B`;
}

const ZERO3_WARNING =
  'ZeRO-3 还要临时放下正在计算的层的完整权重与通信缓冲 · ZeRO-3 also holds the layers being computed whole, and communication buffers';
