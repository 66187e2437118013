import { countParameters } from '../../architecture/parameters.ts';
import type { ModelArchitecture } from '../../architecture/types.ts';
import { summarize, type Component, type MemoryEstimate } from '../estimate.ts';
import { runtimeComponent } from '../runtime.ts';
import { stagesOf, type Stage } from '../sharding.ts';
import { grouped } from '../units.ts';
import { hasRecurrence, type Checkpointing } from './activations.ts';
import { checkParallel, checkZero } from './check-parallel.ts';
import { gatheredComponents } from './gathered.ts';
import { stateBytes, zeroRanks } from './model-states.ts';
import { OPTIMIZER_STATES } from './optimizers.ts';
import { bytesOf, fullestPhase, type Phase } from './peak.ts';
import { gpusOf, layoutOf, type FullTrainingSettings, type StepSettings } from './settings.ts';
import { modelStates } from './states.ts';
import { stepParts } from './step.ts';

export interface TrainingEstimate extends MemoryEstimate {
  /** What each moment of a step needs, the runtime included; the largest is the estimate. */
  readonly phases: readonly { readonly name: string; readonly bytes: number }[];
  /** What PyTorch's allocator would report as its peak: everything but the CUDA context and NCCL. */
  readonly allocatedBytes: number;
}

/** Model states alone, where only the number of parameters is known. */
export function estimateModelStates(
  parameters: number,
  {
    optimizer,
    precision,
    parallel,
    engine,
    note,
  }: Omit<FullTrainingSettings, 'context' | 'batch' | 'checkpointing' | 'options'>,
): MemoryEstimate {
  const { zero, data } = parallel;
  checkZero(parallel);
  const bytes = stateBytes(optimizer, precision, layoutOf(engine));
  const ranks = zeroRanks(zero, data);
  const component = (
    name: 'weights' | 'gradients' | 'optimizer_states',
    each: number,
    part: number,
  ): Component => ({
    name,
    bytes: Math.ceil((parameters * each) / part),
    certainty: 'exact',
    formula: `${grouped(parameters)} parameters × ${each} B${part > 1 ? ` / ${part} GPUs (ZeRO-${zero})` : ''}`,
    source: note,
  });
  return summarize(
    [
      component('weights', bytes.weights, ranks.weights),
      component('gradients', bytes.gradients, ranks.gradients),
      component('optimizer_states', bytes.optimizer, ranks.optimizer),
    ],
    data,
    [statesAssumption({ optimizer, precision, engine })],
    [
      '只知参数量，不含激活、logits 与运行时；给出 model 或 config 可得全部 · model states only: activations, logits and runtime need the architecture, pass model or config',
    ],
  );
}

/**
 * Memory of training every parameter, on the fullest GPU: the most that any moment of a step needs. At the end of the
 * forward pass activations and logits are alive beside the weights and states, and gradients too while several
 * micro-batches are added up; at the optimizer's step the gradients of all weights are, and no activations.
 */
export function estimateFullTraining(
  architecture: ModelArchitecture,
  settings: FullTrainingSettings,
): TrainingEstimate {
  checkParallel(architecture, settings.parallel);
  const stages = stagesOf(architecture, settings.parallel.pipeline);
  return stages
    .map((stage, index) => estimateStage(architecture, settings, stage, index))
    .reduce((fullest, one) => (one.perGpuBytes > fullest.perGpuBytes ? one : fullest));
}

function estimateStage(
  architecture: ModelArchitecture,
  settings: FullTrainingSettings,
  stage: Stage,
  index: number,
): TrainingEstimate {
  const { parallel, note } = settings;
  const states = stateComponents(architecture, settings, stage);
  const step = stepParts(architecture, settings, stage, index, true);
  const gathered = gatheredComponents(architecture, stage, settings);
  const always = [states.weights, states.optimizer_states];
  const phases: Phase[] = [
    {
      name: 'forward-end',
      components: [
        ...always,
        ...(keepsGradients(settings) ? [states.gradients] : []),
        step.activations,
        step.logits,
        ...gathered,
      ],
    },
    {
      name: 'optimizer-step',
      components: [
        ...always,
        settings.options?.optimizerInBackward ? largestGradient(states.gradients, stage) : states.gradients,
        ...gathered,
      ],
    },
  ];
  return inPhases(
    phases,
    runtimeComponent(gpusOf(parallel), note),
    gpusOf(parallel),
    [statesAssumption(settings), ...stepAssumptions(settings)],
    [
      ...architecture.warnings,
      ...checkpointingWarning(settings),
      ...recurrenceWarning(architecture),
      ...(settings.optimizer === 'paged-adamw-8bit'
        ? [
            '分页优化器的状态在显存不足时会移到主存，这里全部计入 · paged states may move to the host when the card is full; counted whole here',
          ]
        : []),
    ],
  );
}

/** Makes an estimate of the fullest phase, and tells the others. */
export function inPhases(
  phases: readonly Phase[],
  runtime: Component,
  gpus: number,
  assumptions: readonly string[],
  warnings: readonly string[],
): TrainingEstimate {
  const fullest = fullestPhase(phases);
  return {
    ...summarize([...fullest.components, runtime], gpus, assumptions, warnings),
    phases: phases.map(({ name, components }) => ({ name, bytes: bytesOf(components) + runtime.bytes })),
    allocatedBytes: bytesOf(fullest.components),
  };
}

/** Gradients survive a forward pass where they are added up, and where the engine has its own buffer for them. */
function keepsGradients({ engine, options = {} }: StepSettings): boolean {
  if (options.optimizerInBackward) return false;
  return engine === 'megatron' || engine === 'deepspeed' || (options.gradientAccumulation ?? 1) > 1;
}

/** Freed as soon as they are used: about one layer's are alive at once. */
function largestGradient(gradients: Component, { from, to }: Stage): Component {
  const layers = Math.max(1, to - from);
  return {
    ...gradients,
    bytes: Math.ceil(gradients.bytes / layers),
    formula: `${gradients.formula}, freed layer by layer: / ${layers}`,
    certainty: 'modelled',
  };
}

type StateName = 'weights' | 'gradients' | 'optimizer_states';

export function stateComponents(
  architecture: ModelArchitecture,
  settings: FullTrainingSettings,
  stage: Stage,
): Record<StateName, Component> {
  const { parallel, optimizer, precision, engine, options = {}, note } = settings;
  const states = modelStates(architecture, stage, settings);
  const each = stateBytes(optimizer, precision, layoutOf(engine));
  const replicas = parallel.data * parallel.context;
  const ranks = zeroRanks(parallel.zero, replicas);
  const isWhole = parallel.tensor * parallel.pipeline * parallel.expert === 1;
  const parameters = isWhole
    ? `${grouped(countParameters(architecture).total)} parameters`
    : `${grouped(states.parameters)} parameters on this GPU (TP ${parallel.tensor}, PP ${parallel.pipeline}, EP ${parallel.expert})`;
  const component = (name: StateName, bytes: number, per: number, part: number, how = ''): Component => ({
    name,
    bytes,
    certainty: 'exact',
    formula: `${parameters} × ${Number(per.toFixed(4))} B${how}${part > 1 ? ` / ${part} GPUs (ZeRO-${parallel.zero})` : ''}`,
    source: note,
  });
  const onHost = options.offload === 'optimizer' || options.offload === 'parameters';
  return {
    weights: component(
      'weights',
      options.offload === 'parameters' ? 0 : states.weights,
      each.weights,
      ranks.weights,
    ),
    gradients: component('gradients', states.gradients, each.gradients, ranks.gradients),
    optimizer_states: component(
      'optimizer_states',
      onHost ? 0 : states.optimizer,
      states.optimizer / Math.max(1, states.parameters / ranks.optimizer),
      ranks.optimizer,
      ` (${OPTIMIZER_STATES[optimizer].how}${each.optimizer > OPTIMIZER_STATES[optimizer][precision] ? ', fp32 master' : ''})`,
    ),
  };
}

function stepAssumptions(settings: StepSettings): string[] {
  const { options = {} } = settings;
  return [
    options.flashAttention === false
      ? '注意力未融合，保存分数矩阵 · attention is not fused: scores are kept'
      : 'FlashAttention 类内核 · flash-type attention',
    keepsGradients(settings)
      ? '梯度与激活同时存在（累积，或引擎有固定的梯度缓冲）· gradients are alive beside activations: accumulated, or in the engine’s own buffer'
      : '每步一个微批，前向时没有梯度；累积请给 engine_options.gradient_accumulation · one micro-batch a step: no gradients during the forward pass',
  ];
}

export function checkpointingWarning({
  checkpointing,
  engine,
}: { checkpointing: Checkpointing } & StepSettings): string[] {
  return checkpointing === 'selective' && engine === 'megatron'
    ? [
        'Megatron 的 selective 只重算注意力核心，FlashAttention 本就不存它，与 none 相同；要省显存请用 full · selective recomputes the attention core, which FlashAttention never stores: same as none, use full to save memory',
      ]
    : [];
}

export function recurrenceWarning(architecture: ModelArchitecture): string[] {
  return hasRecurrence(architecture)
    ? [
        '循环层的激活按算子估算，未与实测对照 · activations of the recurrent layers are counted by operator and were not compared with a run',
      ]
    : [];
}

function statesAssumption({
  optimizer,
  precision,
  engine,
}: Pick<FullTrainingSettings, 'optimizer' | 'precision' | 'engine'>): string {
  const layout = layoutOf(engine);
  const { weights, gradients, optimizer: states } = stateBytes(optimizer, precision, layout);
  const sum = Number((weights + gradients + states).toFixed(4));
  const zh = {
    master: '混合精度：16 位权重与梯度，fp32 主权重与状态',
    'fp32-gradients': '混合精度：16 位权重，fp32 梯度、主权重与状态',
    'fp32-weights': '混合精度：fp32 权重即主权重，计算时转 16 位',
  }[layout];
  return `${optimizer}，${precision === 'mixed' ? zh : '纯 16 位'} · ${precision} precision: ${weights} + ${gradients} + ${Number(states.toFixed(4))} = ${sum} B a parameter (${OPTIMIZER_STATES[optimizer].how})`;
}
