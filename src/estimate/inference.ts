import { countParameters } from '../architecture/parameters.ts';
import { stateElements } from '../architecture/recurrence.ts';
import type { ModelArchitecture } from '../architecture/types.ts';
import { SettingsError, summarize, type Component, type MemoryEstimate } from './estimate.ts';
import { headCounts } from './heads.ts';
import { cachedElements, kvBytesPerToken, kvCacheBytes, recurrentStateBytes } from './kv-cache.ts';
import { widestLayer } from './layer-width.ts';
import { runtimeComponent } from './runtime.ts';
import { grouped } from './units.ts';
import { WEIGHT_FORMATS, type KvFormatName, type WeightFormatName } from './weight-formats.ts';
import { weightBytes } from './weights.ts';

export interface InferenceSettings {
  readonly weightFormat: WeightFormatName;
  readonly kvFormat: KvFormatName;
  /** Tokens a sequence, prompt and answer together. */
  readonly context: number;
  /** Sequences held at once. */
  readonly batch: number;
  /** Tensor-parallel degree. */
  readonly tensor: number;
}

const NOTE = 'notes://note/7.1/inference';

/** Tokens one prefill step runs at once: engines cut longer prompts into chunks (vLLM's max_num_batched_tokens). */
const PREFILL_CHUNK = 8192;

/**
 * Memory of serving a model: weights, KV cache of `batch` sequences of `context` tokens, the working tensors of one
 * prefill step, and the runtime. Throws a SettingsError when the heads cannot be split over the ranks.
 */
export function estimateInference(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
): MemoryEstimate {
  const { tensor, context, batch } = settings;
  checkTensorParallel(architecture, tensor);
  const components = [
    weightsComponent(architecture, settings),
    kvComponent(architecture, settings),
    stateComponent(architecture, settings),
    activationsComponent(architecture, settings),
    logitsComponent(architecture, settings),
    runtimeComponent(tensor, NOTE),
  ];
  const assumptions = [
    `FlashAttention 类内核，不存 T×T 分数；预填充每步至多 ${grouped(PREFILL_CHUNK)} 个 token · flash-type attention, prefill in chunks of at most ${grouped(PREFILL_CHUNK)} tokens`,
    'KV 缓存按实际长度计；vLLM 等引擎会把剩余显存全部预留给它 · KV cache at its used length; vLLM and the like reserve all memory that is left for it',
  ];
  const warnings = [...architecture.warnings];
  if (architecture.maxContext !== null && context > architecture.maxContext) {
    warnings.push(
      `上下文 ${grouped(context)} 超过配置的 ${grouped(architecture.maxContext)} · longer than the config's maximum of ${grouped(architecture.maxContext)} tokens`,
    );
  }
  if (batch > 1 && context * batch > 1_000_000) {
    assumptions.push('所有序列同时达到最大长度 · all sequences at full length at once');
  }
  return summarize(components, tensor, assumptions, warnings);
}

function weightsComponent(
  architecture: ModelArchitecture,
  { weightFormat, tensor }: InferenceSettings,
): Component {
  const { bits, certainty, covers, how } = WEIGHT_FORMATS[weightFormat];
  const { bytes, unquantized } = weightBytes(architecture, weightFormat, tensor);
  const split = tensor > 1 ? ` / TP ${tensor} (norms and routers whole)` : '';
  const parameters = `${grouped(countParameters(architecture).total)} parameters`;
  return {
    name: 'weights',
    bytes,
    certainty,
    formula:
      covers === 'everything'
        ? `${parameters} × ${bits / 8} B${split}`
        : `linear weights × ${(bits / 8).toFixed(4)} B (${how}) + ${grouped(unquantized)} B kept in 16 bits${split}`,
    source: NOTE,
    ...(certainty === 'exact' ? {} : { spread: [0.99, 1.03] as const }),
  };
}

function kvComponent(
  architecture: ModelArchitecture,
  { kvFormat, context, batch, tensor }: InferenceSettings,
): Component {
  const bytes = kvCacheBytes(architecture, kvFormat, context, batch, tensor);
  const perToken = kvBytesPerToken(architecture, kvFormat, tensor);
  const caching = architecture.layers.filter(({ attention }) => cachedElements(attention) > 0);
  const windowed = caching.filter(
    ({ attention }) => attention.kind === 'softmax' && attention.window !== undefined,
  );
  return {
    name: 'kv_cache',
    bytes,
    certainty: 'exact',
    formula:
      windowed.length === 0
        ? `${grouped(perToken)} B/token × ${grouped(context)} tokens × ${grouped(batch)}`
        : `Σ layers: ${caching.length - windowed.length} full × ${grouped(context)} tokens + ${windowed.length} windowed × min(window, ${grouped(context)}), × ${grouped(batch)}`,
    source: NOTE,
  };
}

/** What recurrent layers keep in place of keys and values. Nothing to list for a model without them. */
function stateComponent(architecture: ModelArchitecture, { batch, tensor }: InferenceSettings): Component {
  const recurrent = architecture.layers.flatMap(({ recurrence }) => (recurrence ? [recurrence] : []));
  const elements = recurrent.reduce((total, recurrence) => total + stateElements(recurrence), 0);
  const width = recurrent[0]?.stateElementBytes ?? 0;
  return {
    name: 'recurrent_state',
    bytes: recurrentStateBytes(architecture, batch, tensor),
    certainty: 'exact',
    formula: `${grouped(elements)} elements over ${recurrent.length} recurrent layers × ${width} B × ${grouped(batch)}${tensor > 1 ? ` / TP ${tensor}` : ''}, whatever the context`,
    source: NOTE,
  };
}

/** Widest working set of one layer in a prefill step: residual, norm output, and the feed-forward products. */
function activationsComponent(
  architecture: ModelArchitecture,
  { context, batch, tensor }: InferenceSettings,
): Component {
  const tokens = Math.min(context * batch, PREFILL_CHUNK);
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

function checkTensorParallel(architecture: ModelArchitecture, tensor: number): void {
  for (const count of headCounts(architecture)) {
    if (count % tensor !== 0) {
      throw new SettingsError(
        `parallel.tensor ${tensor} 不能整除 ${count} 个注意力头；可用 / the ${count} attention heads cannot be split over ${tensor} ranks; use ${divisors(count).join(', ')}`,
      );
    }
  }
}

function divisors(count: number): number[] {
  return Array.from({ length: Math.min(count, 64) }, (_, index) => index + 1).filter(
    (degree) => count % degree === 0,
  );
}
