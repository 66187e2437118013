import { countParameters } from '../../architecture/parameters.ts';
import { stateElements } from '../../architecture/recurrence.ts';
import type { ModelArchitecture } from '../../architecture/types.ts';
import type { Component } from '../estimate.ts';
import { WEIGHT_FORMATS } from '../formats/weight-formats.ts';
import { cachedElements, kvBytesPerToken, kvCacheBytes, recurrentStateBytes } from '../kv-cache.ts';
import type { Stage } from '../sharding.ts';
import { grouped } from '../units.ts';
import type { WeightBytes } from '../weights.ts';
import { cacheCells, llamaCppCacheBytes, llamaCppStateBytes } from './llama-cpp.ts';
import { SERVING_NOTE, type InferenceSettings } from './settings.ts';

/** The weights on this GPU, in their format. */
export function weightsComponent(
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
    source: SERVING_NOTE,
    ...(certainty === 'exact' ? {} : { spread: [0.98, 1.03] as const }),
  };
}

/** The cache of the asked sequences as the engine lays it out. */
export function kvComponent(architecture: ModelArchitecture, settings: InferenceSettings): Component {
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
      source: SERVING_NOTE,
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
    source: SERVING_NOTE,
  };
}

/** What recurrent layers keep in place of keys and values. Nothing to list for a model without them. */
export function stateComponent(architecture: ModelArchitecture, settings: InferenceSettings): Component {
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
    source: SERVING_NOTE,
  };
}
