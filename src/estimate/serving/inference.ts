import { countParameters } from '../../architecture/parameters.ts';
import { stateElements } from '../../architecture/recurrence.ts';
import type { ModelArchitecture } from '../../architecture/types.ts';
import { SettingsError, summarize, type Component, type MemoryEstimate } from '../estimate.ts';
import { WEIGHT_FORMATS } from '../formats/weight-formats.ts';
import { headCounts } from '../heads.ts';
import { cachedElements, kvBytesPerToken, kvCacheBytes, recurrentStateBytes } from '../kv-cache.ts';
import { widestLayer } from '../layer-width.ts';
import { runtimeComponent } from '../runtime.ts';
import { stageLayers, stagesOf, type Shards, type Stage } from '../sharding.ts';
import { GIB, grouped } from '../units.ts';
import { largestLinear, weightBytes, type WeightBytes } from '../weights.ts';
import { cacheBudget, usableShare, type CacheBudget } from './budget.ts';
import { cacheCells, llamaCppCacheBytes, llamaCppComputeBuffer, llamaCppStateBytes } from './llama-cpp.ts';
import type { InferenceSettings } from './settings.ts';
import { vllmOverhead } from './vllm.ts';

export interface ServingEstimate extends MemoryEstimate {
  readonly budget?: CacheBudget;
  /** Share of a card that the engine may use. */
  readonly usableShare?: number;
  /** Bytes in the memory of the host: llama.cpp's token embedding and the layers not offloaded. */
  readonly hostBytes?: number;
}

const NOTE = 'notes://note/7.1/inference';

/** Tokens one prefill step runs at once where no engine is named: engines cut longer prompts into chunks. */
const PREFILL_CHUNK = 8192;

/**
 * Memory of serving a model on the fullest of its GPUs: weights, the cache of `batch` sequences of `context` tokens as
 * the engine lays it out, recurrent states, the working tensors of one step, and the runtime. Throws a SettingsError when
 * the model cannot be split as asked.
 */
export function estimateInference(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
): ServingEstimate {
  const { tensor, pipeline = 1, expert = 1 } = settings;
  checkTensorParallel(architecture, tensor);
  checkLayers(architecture, pipeline);
  checkExperts(architecture, expert);
  const candidates = stagesOf(architecture, pipeline).map((stage) =>
    estimateStage(architecture, settings, stage),
  );
  return candidates.reduce((fullest, one) => (one.perGpuBytes > fullest.perGpuBytes ? one : fullest));
}

function estimateStage(whole: ModelArchitecture, settings: InferenceSettings, stage: Stage): ServingEstimate {
  const { tensor, pipeline = 1, expert = 1, engine } = settings;
  const architecture = stageLayers(whole, stage);
  const offload = offloaded(whole, settings, stage);
  const resident = offload.stage === stage ? architecture : stageLayers(whole, offload.stage);
  const components = [
    weightsComponent(whole, settings, offload.weights, stage),
    kvComponent(resident, settings),
    stateComponent(resident, settings),
    ...workComponents(architecture, settings),
    ...dequantized(architecture, settings),
    runtimeOf(settings),
  ];
  const taken = components
    .filter(({ name }) => name !== 'kv_cache' && name !== 'recurrent_state')
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const budget = cacheBudget(architecture, settings, taken);
  const gpus = Math.max(tensor * pipeline, expert);
  return {
    ...summarize(
      components,
      gpus,
      assumptions(settings, offload),
      warnings(whole, settings, budget, offload),
    ),
    ...(budget && { budget }),
    ...(engine === 'vllm' || engine === 'sglang' ? { usableShare: usableShare(settings) } : {}),
    ...(engine === 'llama.cpp' && { hostBytes: offload.hostBytes }),
  };
}

interface Offload {
  readonly weights: WeightBytes;
  /** The layers whose cache lies on the GPU. */
  readonly stage: Stage;
  readonly hostBytes: number;
}

/** What of a stage lies on the GPU: all of it, unless llama.cpp was told how many layers. */
function offloaded(architecture: ModelArchitecture, settings: InferenceSettings, stage: Stage): Offload {
  const { tensor, expert = 1, weightFormat, engine, options = {} } = settings;
  const shards: Shards = { tensor, expert };
  const all = repacked(weightBytes(architecture, weightFormat, shards, stage), architecture, settings);
  const { gpuLayers } = options;
  if (engine !== 'llama.cpp') return { weights: all, stage, hostBytes: 0 };
  if (gpuLayers === undefined) return { weights: all, stage, hostBytes: all.embedding };
  // The output layer is the first to be offloaded, then the last layers (`i_gpu_start` of llama-model.cpp).
  const layers = architecture.layers.length;
  const onGpu = Math.min(gpuLayers, layers + 1);
  const part: Stage = {
    from: Math.max(0, layers + 1 - onGpu),
    to: layers,
    embedding: false,
    head: onGpu > 0,
  };
  const weights = weightBytes(architecture, weightFormat, shards, part);
  return { weights, stage: part, hostBytes: all.bytes - weights.bytes };
}

/** vLLM's default kernels for MXFP4 pad one side of every expert to a multiple of 256. */
function repacked(
  weights: WeightBytes,
  architecture: ModelArchitecture,
  settings: InferenceSettings,
): WeightBytes {
  const { engine, weightFormat } = settings;
  if (engine !== 'vllm' || weightFormat !== 'mxfp4') return weights;
  const padded = Math.ceil(architecture.hiddenSize / 256) * 256;
  const experts = weights.bytes - weights.unquantized;
  return { ...weights, bytes: Math.ceil(weights.unquantized + (experts * padded) / architecture.hiddenSize) };
}

function weightsComponent(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
  { bytes, unquantized }: WeightBytes,
  stage: Stage,
): Component {
  const { weightFormat, tensor, pipeline = 1, expert = 1 } = settings;
  const { bits, certainty, covers, how } = WEIGHT_FORMATS[weightFormat];
  const split =
    (tensor > 1 ? ` / TP ${tensor} (norms and routers whole)` : '') +
    (expert > 1 ? `, experts / EP ${expert}` : '') +
    (pipeline > 1 ? `, layers ${stage.from + 1}–${stage.to} of PP ${pipeline}` : '');
  const parameters = `${grouped(countParameters(architecture).total)} parameters`;
  const formula = {
    everything: `${parameters} × ${bits / 8} B${split}`,
    'by-tensor': `Σ tensors of ${parameters} by their GGML type (${how}): ${((8 * bytes) / countParameters(architecture).total).toFixed(3)} bits a weight here${split}`,
  };
  return {
    name: 'weights',
    bytes,
    certainty,
    formula:
      covers === 'everything' || covers === 'by-tensor'
        ? formula[covers]
        : `linear weights × ${(bits / 8).toFixed(4)} B (${how}) + ${grouped(unquantized)} B kept in 16 bits${split}`,
    source: NOTE,
    ...(certainty === 'exact' ? {} : { spread: [0.98, 1.03] as const }),
  };
}

function kvComponent(architecture: ModelArchitecture, settings: InferenceSettings): Component {
  const { kvFormat, context, batch, tensor, engine } = settings;
  const perToken = kvBytesPerToken(architecture, kvFormat, tensor);
  const caching = architecture.layers.filter(({ attention }) => cachedElements(attention) > 0);
  const windowed = caching.filter(
    ({ attention }) => attention.kind === 'softmax' && attention.window !== undefined,
  );
  if (engine === 'llama.cpp') {
    const { full } = cacheCells(undefined, settings);
    return {
      name: 'kv_cache',
      bytes: llamaCppCacheBytes(architecture, settings),
      certainty: 'exact',
      formula: `${caching.length - windowed.length} full layers × ${grouped(full)} cells (padded to 256)${windowed.length === 0 ? '' : ` + ${windowed.length} windowed layers × pad256(window × slots + ubatch) cells`}, K ${kvFormat}, V ${settings.options?.valueFormat ?? kvFormat}`,
      source: NOTE,
    };
  }
  return {
    name: 'kv_cache',
    bytes: kvCacheBytes(architecture, kvFormat, context, batch, tensor),
    certainty: 'exact',
    formula:
      windowed.length === 0
        ? `${grouped(perToken)} B/token × ${grouped(context)} tokens × ${grouped(batch)}`
        : `Σ layers: ${caching.length - windowed.length} full × ${grouped(context)} tokens + ${windowed.length} windowed × min(window, ${grouped(context)}), × ${grouped(batch)}`,
    source: NOTE,
  };
}

/** What recurrent layers keep in place of keys and values. Nothing to list for a model without them. */
function stateComponent(architecture: ModelArchitecture, settings: InferenceSettings): Component {
  const { batch, tensor, engine } = settings;
  const recurrent = architecture.layers.flatMap(({ recurrence }) => (recurrence ? [recurrence] : []));
  const elements = recurrent.reduce((total, recurrence) => total + stateElements(recurrence), 0);
  const width = recurrent[0]?.stateElementBytes ?? 0;
  const bytes =
    engine === 'llama.cpp'
      ? llamaCppStateBytes(architecture, settings)
      : recurrentStateBytes(architecture, batch, tensor);
  return {
    name: 'recurrent_state',
    bytes,
    certainty: 'exact',
    formula: `${grouped(elements)} elements over ${recurrent.length} recurrent layers × ${width} B × ${grouped(elements * width > 0 ? Math.round((bytes * tensor) / (elements * width)) : 0)} rows${tensor > 1 ? ` / TP ${tensor}` : ''}, whatever the context`,
    source: NOTE,
  };
}

/** The working tensors of a step: by the engine's own reservation where it is known. */
function workComponents(architecture: ModelArchitecture, settings: InferenceSettings): Component[] {
  const { engine } = settings;
  if (engine === 'llama.cpp') {
    const { bytes, formula } = llamaCppComputeBuffer(architecture, settings);
    return [
      { name: 'activations', bytes, certainty: 'modelled', formula, source: NOTE, spread: [0.95, 1.15] },
    ];
  }
  if (engine === 'vllm') {
    const { prefillTokens, maxSequences, activations, sampler } = vllmOverhead(architecture, settings);
    // One after the other: the step's tensors are gone when its last hidden states are sampled from.
    return sampler > activations
      ? [
          {
            name: 'logits',
            bytes: sampler,
            certainty: 'modelled',
            formula: `max_num_seqs ${grouped(Math.min(maxSequences, prefillTokens))} × ${grouped(architecture.vocabSize)} × 26 B of the profiled sampler, more than the step's ${grouped(activations)} B before it`,
            source: NOTE,
            spread: [0.6, 1.3],
          },
        ]
      : [
          {
            name: 'activations',
            bytes: activations,
            certainty: 'modelled',
            formula: `2 B × max_num_batched_tokens ${grouped(prefillTokens)} × (4 × ${grouped(architecture.hiddenSize)} + widest layer / TP), more than the sampler's ${grouped(sampler)} B behind it`,
            source: NOTE,
            spread: [0.5, 2],
          },
        ];
  }
  return [activationsComponent(architecture, settings), logitsComponent(architecture, settings)];
}

/** Widest working set of one layer in a prefill step: residual, norm output, and the feed-forward products. */
function activationsComponent(architecture: ModelArchitecture, settings: InferenceSettings): Component {
  const { context, batch, tensor, engine, options = {} } = settings;
  const chunk = options.prefillTokens ?? (engine === 'transformers' ? Infinity : PREFILL_CHUNK);
  const tokens = Math.min(context * batch, chunk);
  const { hiddenSize } = architecture;
  const widest = widestLayer(architecture) / tensor;
  return {
    name: 'activations',
    bytes: Math.round(2 * tokens * (3 * hiddenSize + widest)),
    certainty: 'modelled',
    formula: `2 B × ${grouped(tokens)} tokens × (3 × ${grouped(hiddenSize)} + ${grouped(Math.round(widest))})`,
    source: NOTE,
    spread: [0.5, 2],
  };
}

function logitsComponent({ vocabSize }: ModelArchitecture, { batch, tensor }: InferenceSettings): Component {
  return {
    name: 'logits',
    bytes: Math.ceil((batch * vocabSize * (2 + 4)) / tensor),
    certainty: 'modelled',
    formula: `${grouped(batch)} sequences × ${grouped(vocabSize)} × (2 + 4 B): only the last position is projected`,
    source: NOTE,
    spread: [0.7, 2],
  };
}

/** bitsandbytes multiplies in 16 bits: the largest 4-bit matrix exists twice while a prompt is computed. */
function dequantized(
  architecture: ModelArchitecture,
  { weightFormat, tensor }: InferenceSettings,
): Component[] {
  if (!weightFormat.startsWith('nf4')) return [];
  const largest = Math.ceil(largestLinear(architecture) / tensor);
  return [
    {
      name: 'runtime',
      bytes: 2 * largest,
      certainty: 'modelled',
      formula: `largest matrix, ${grouped(largest)} weights, dequantised to 2 B`,
      source: NOTE,
      spread: [0.5, 3],
    },
  ];
}

function runtimeOf(settings: InferenceSettings): Component {
  const { tensor, pipeline = 1, engine, options = {} } = settings;
  if (engine !== 'vllm') return runtimeComponent(tensor * pipeline, NOTE);
  const outside = Math.round((tensor * pipeline > 1 ? 1.2 : 0.25) * GIB);
  const graphs = options.cudaGraphs === false ? 0 : Math.round(0.4 * GIB);
  return {
    name: 'runtime',
    bytes: outside + graphs,
    certainty: 'assumed',
    formula: `${tensor * pipeline > 1 ? 'CUDA and NCCL 1.2 GiB' : 'CUDA 0.25 GiB'} outside PyTorch${graphs > 0 ? ' + CUDA graphs 0.4 GiB' : ''}`,
    source: NOTE,
    spread: [0.3, 2.5],
  };
}

function assumptions(settings: InferenceSettings, { weights }: Offload): string[] {
  const { context, batch, engine, options = {} } = settings;
  const told = {
    'llama.cpp':
      options.gpuLayers === undefined
        ? `全部算在一处；全部卸载（-ngl 99）时词嵌入 ${grouped(weights.embedding)} B 留在主存 · everything counted in one place; with all layers offloaded the token embedding stays in the host's memory`
        : `-ngl ${options.gpuLayers}：先放输出层，再从最后一层往前放 · the output layer is offloaded first, then the last layers`,
    vllm: 'kv_cache 是所问长度与并发实际用到的；引擎会预留 reserved_bytes · kv_cache is what the asked sequences use; the engine reserves reserved_bytes',
    sglang:
      'kv_cache 是所问长度与并发实际用到的；引擎会预留 reserved_bytes · kv_cache is what the asked sequences use; the engine reserves reserved_bytes',
    transformers: '整段提示一次预填充 · the whole prompt is one prefill step',
  };
  return [
    engine === undefined
      ? `FlashAttention 类内核，不存 T×T 分数；预填充每步至多 ${grouped(options.prefillTokens ?? PREFILL_CHUNK)} 个 token；未计某个引擎的开销，给 engine 可计入 · flash-type attention, prefill in chunks; pass engine for its own overheads`
      : told[engine],
    ...(batch > 1 && context * batch > 1_000_000
      ? ['所有序列同时达到最大长度 · all sequences at full length at once']
      : []),
  ];
}

function warnings(
  architecture: ModelArchitecture,
  { context, batch, weightFormat, engine, kvFormat }: InferenceSettings,
  budget: CacheBudget | undefined,
  { hostBytes }: Offload,
): string[] {
  const { maxContext } = architecture;
  return [
    ...architecture.warnings,
    ...(maxContext !== null && context > maxContext
      ? [
          `上下文 ${grouped(context)} 超过配置的 ${grouped(maxContext)} · longer than the config's maximum of ${grouped(maxContext)} tokens`,
        ]
      : []),
    ...(budget && budget.sequences < batch
      ? [
          `预留后只放得下 ${grouped(budget.sequences)} 条这么长的序列，余下的会排队或被抢占 · room for ${grouped(budget.sequences)} such sequences at once; the others wait or are preempted`,
        ]
      : []),
    ...(engine === 'vllm' && weightFormat === 'mxfp4'
      ? [
          '专家的一边按 256 补齐（Triton 内核），Marlin 内核还会再多约 2 % · one side of the experts is padded to a multiple of 256 (Triton kernels); Marlin kernels pad about 2 % more',
        ]
      : []),
    ...(engine === 'llama.cpp' && ['fp8', 'int8'].includes(kvFormat)
      ? ['llama.cpp 没有这种 KV 格式，8 位是 q8_0 · llama.cpp has no such cache type: its 8-bit one is q8_0']
      : []),
    ...(hostBytes > 0 && engine === 'llama.cpp'
      ? [`另有 ${grouped(hostBytes)} B 在主存 · besides ${grouped(hostBytes)} B in the host's memory`]
      : []),
  ];
}

function checkTensorParallel(architecture: ModelArchitecture, tensor: number): void {
  for (const count of headCounts(architecture)) {
    if (count % tensor !== 0) {
      throw new SettingsError(
        `parallel.tensor ${tensor} 不能整除 ${count} 个注意力头；可用 / the ${count} attention heads cannot be split over ${tensor} ranks; use ${divisors(count).join(', ')}`,
      );
    }
  }
}

function checkLayers({ layers }: ModelArchitecture, pipeline: number): void {
  if (pipeline > layers.length) {
    throw new SettingsError(
      `parallel.pipeline ${pipeline} 多于 ${layers.length} 层 / more stages than the ${layers.length} layers`,
    );
  }
}

function checkExperts({ layers }: ModelArchitecture, expert: number): void {
  if (expert === 1) return;
  const counts = new Set(
    layers.flatMap(({ feedForward }) => (feedForward.kind === 'moe' ? [feedForward.experts] : [])),
  );
  if (counts.size === 0) {
    throw new SettingsError('parallel.expert: 该模型没有专家 / the model has no experts');
  }
  for (const count of counts) {
    if (count % expert !== 0) {
      throw new SettingsError(
        `parallel.expert ${expert} 不能整除 ${count} 个专家；可用 / does not divide the ${count} experts; use ${divisors(count).join(', ')}`,
      );
    }
  }
}

function divisors(count: number): number[] {
  return Array.from({ length: Math.min(count, 64) }, (_, index) => index + 1).filter(
    (degree) => count % degree === 0,
  );
}
