import type { ModelArchitecture } from '../../architecture/types.ts';
import { checkExpert, checkPipeline, checkTensor } from '../check-split.ts';
import { dequantized } from '../dequantized.ts';
import { summarize, type MemoryEstimate } from '../estimate.ts';
import { stageLayers, stagesOf, type Stage } from '../sharding.ts';
import { cacheBudget, usableShare, type CacheBudget } from './budget.ts';
import { offloaded } from './offload.ts';
import { assumptions, warnings } from './remarks.ts';
import { kvComponent, stateComponent, weightsComponent } from './resident.ts';
import { SERVING_NOTE, type InferenceSettings } from './settings.ts';
import { runtimeOf, workComponents } from './working.ts';

export interface ServingEstimate extends MemoryEstimate {
  readonly budget?: CacheBudget;
  /** Share of a card that the engine may use. */
  readonly usableShare?: number;
  /** Bytes in the memory of the host: llama.cpp's token embedding and the layers not offloaded. */
  readonly hostBytes?: number;
}

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
  checkTensor(architecture, tensor);
  checkPipeline(architecture, pipeline);
  checkExpert(architecture, expert);
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
    // bitsandbytes multiplies in 16 bits.
    ...(settings.weightFormat.startsWith('nf4') ? [dequantized(architecture, tensor, SERVING_NOTE)] : []),
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
