import { countParameters } from '../../architecture/parameters.ts';
import type { ModelArchitecture } from '../../architecture/types.ts';
import { dequantized } from '../dequantized.ts';
import { SettingsError, type Component } from '../estimate.ts';
import { WEIGHT_FORMATS } from '../formats/weight-formats.ts';
import { runtimeComponent } from '../runtime.ts';
import { stagesOf, type Stage } from '../sharding.ts';
import { grouped } from '../units.ts';
import { weightBytes } from '../weights.ts';
import { adaptedInputs, loraParameters, type AdapterTargets } from './adapters.ts';
import { checkParallel } from './check-parallel.ts';
import { checkpointingWarning, inPhases, recurrenceWarning, type TrainingEstimate } from './full.ts';
import { gatheredComponents } from './gathered.ts';
import { statesPerParameter } from './optimizers.ts';
import { gpusOf, type AdapterSettings } from './settings.ts';
import { stepParts } from './step.ts';

/**
 * Memory of LoRA or QLoRA: the frozen base (divided by ZeRO-3 or FSDP where asked), the trained adapter with its states,
 * activations and the loss. Adapters are fp32 as PEFT makes them, or 16-bit.
 */
export function estimateAdapterTraining(
  architecture: ModelArchitecture,
  settings: AdapterSettings,
): TrainingEstimate {
  checkParallel(architecture, settings.parallel);
  return stagesOf(architecture, settings.parallel.pipeline)
    .map((stage, index) => estimateStage(architecture, settings, stage, index))
    .reduce((fullest, one) => (one.perGpuBytes > fullest.perGpuBytes ? one : fullest));
}

function estimateStage(
  architecture: ModelArchitecture,
  settings: AdapterSettings,
  stage: Stage,
  index: number,
): TrainingEstimate {
  const { method, parallel, context, batch, note } = settings;
  const step = stepParts(architecture, settings, stage, index, false);
  const base = baseComponent(architecture, settings, stage);
  const runtime = runtimeComponent(gpusOf(parallel), note);
  return inPhases(
    [
      {
        name: 'forward-end',
        components: [
          base.component,
          adapterComponent(architecture, settings, stage),
          withAdapterInputs(step.activations, architecture, settings),
          step.logits,
          ...gatheredComponents(architecture, stage, settings),
          ...(method === 'qlora' ? [dequantized(architecture, settings.parallel.tensor, note)] : []),
        ],
      },
    ],
    runtime,
    gpusOf(parallel),
    [
      `冻结的基座没有梯度和优化器状态；适配器为 ${settings.options?.adapterPrecision ?? 'fp32'} · frozen base without gradients or states; adapters in ${settings.options?.adapterPrecision ?? 'fp32'}${settings.options?.adapterPrecision === undefined ? ' (PEFT default)' : ''}`,
      'FlashAttention 类内核 · flash-type attention',
    ],
    [
      ...architecture.warnings,
      ...checkpointingWarning(settings),
      ...recurrenceWarning(architecture),
      ...(method === 'qlora' ? [upcastWarning(architecture, base.unquantized, context * batch)] : []),
      ...(savesInputs(settings)
        ? [
            `bitsandbytes 0.4x 的 4 bit 层会留住输入，已计 ${grouped(inputBytes(architecture, settings))} B；新版（0.49 查过）不留 · 4-bit layers of bitsandbytes 0.4x keep their inputs, counted here; newer ones (0.49 was read) do not: subtract it`,
          ]
        : []),
    ],
  );
}

function baseComponent(
  architecture: ModelArchitecture,
  { weightFormat, parallel, note }: AdapterSettings,
  stage: Stage,
): { component: Component; unquantized: number } {
  const format = WEIGHT_FORMATS[weightFormat];
  const { bytes, unquantized } = weightBytes(architecture, weightFormat, parallel, stage);
  const ranks = parallel.zero === 3 ? parallel.data * parallel.context : 1;
  const split = ranks > 1 ? ` / ${ranks} GPUs` : '';
  return {
    unquantized,
    component: {
      name: 'weights',
      bytes: Math.ceil(bytes / ranks),
      certainty: format.certainty,
      formula:
        format.covers === 'everything'
          ? `${grouped(countParameters(architecture).total)} frozen parameters × ${format.bits / 8} B${split}`
          : `frozen linear weights × ${(format.bits / 8).toFixed(4)} B (${format.how}) + ${grouped(unquantized)} B kept in 16 bits${split}`,
      source: note,
      ...(format.certainty === 'exact' ? {} : { spread: [0.99, 1.05] as const }),
    },
  };
}

function adapterComponent(
  architecture: ModelArchitecture,
  { rank, targets, optimizer, parallel, options = {}, note }: AdapterSettings,
  { from, to }: Stage,
): Component {
  const share = (to - from) / architecture.layers.length;
  const trained = Math.round(trainedParameters(architecture, rank, targets) * share);
  const width = options.adapterPrecision === 'bf16' ? 2 : 4;
  const states = statesPerParameter(optimizer, width === 2 ? 'pure' : 'mixed');
  const ranks = parallel.zero === 3 ? parallel.data * parallel.context : 1;
  return {
    name: 'adapter',
    bytes: Math.ceil((trained * (2 * width + states)) / ranks),
    certainty: 'exact',
    formula: `${grouped(trained)} LoRA parameters (rank ${rank}) × (${width} weights + ${width} gradients + ${Number(states.toFixed(3))} ${optimizer}) B${ranks > 1 ? ` / ${ranks} GPUs` : ''}`,
    source: note,
  };
}

function trainedParameters(architecture: ModelArchitecture, rank: number, targets: AdapterTargets): number {
  try {
    return loraParameters(architecture, rank, targets);
  } catch (error) {
    if (error instanceof RangeError) throw new SettingsError(`finetune.target_modules: ${error.message}`);
    throw error;
  }
}

/**
 * With dropout each adapted matrix keeps its own dropped input in 16 bits, and a mask of a byte an element. Without
 * checkpointing, 4-bit layers of bitsandbytes keep the inputs that nothing else does: `MatMul4Bit` of version 0.41 saves
 * its input, that of 0.49 no longer.
 */
function withAdapterInputs(
  activations: Component,
  architecture: ModelArchitecture,
  settings: AdapterSettings,
): Component {
  const { targets, context, batch, checkpointing, parallel, options = {} } = settings;
  const layers = checkpointing === 'none' ? 1 : 1 / architecture.layers.length;
  const tokens = (context * batch) / parallel.context;
  const dropped = options.adapterDropout
    ? Math.round(3 * adaptedInputs(architecture, targets) * tokens * layers)
    : 0;
  const inputs = savesInputs(settings) ? inputBytes(architecture, settings) : 0;
  return {
    ...activations,
    bytes: activations.bytes + dropped + inputs,
    formula: [
      activations.formula,
      ...(dropped > 0 ? [`${grouped(dropped)} B of dropped-out adapter inputs and masks`] : []),
      ...(inputs > 0 ? [`${grouped(inputs)} B of inputs that 4-bit layers keep`] : []),
    ].join(' + '),
  };
}

function savesInputs({ method, checkpointing }: AdapterSettings): boolean {
  return method === 'qlora' && checkpointing === 'none';
}

/** The two normalised inputs of a layer and what goes into its last projection, 16-bit. */
function inputBytes(architecture: ModelArchitecture, { context, batch, parallel }: AdapterSettings): number {
  const elements = architecture.layers.reduce((sum, { feedForward }) => {
    const inner =
      feedForward.kind === 'dense'
        ? feedForward.intermediate
        : feedForward.kind === 'moe'
          ? feedForward.activeExperts * feedForward.intermediate + feedForward.sharedIntermediate
          : 0;
    return sum + 2 * architecture.hiddenSize + inner;
  }, 0);
  return Math.round((2 * elements * context * batch) / parallel.context / parallel.tensor);
}

function upcastWarning(architecture: ModelArchitecture, unquantized: number, tokens: number): string {
  const bytes = unquantized + 2 * architecture.hiddenSize * architecture.layers.length * tokens;
  return `若调用 PEFT 的 prepare_model_for_kbit_training，未量化的张量与层输入会升到 fp32，再加 ${grouped(bytes)} B · PEFT's prepare_model_for_kbit_training raises unquantised tensors and layer inputs to fp32: add ${grouped(bytes)} B`;
}
