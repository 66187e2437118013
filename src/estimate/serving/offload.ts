import type { ModelArchitecture } from '../../architecture/types.ts';
import type { Shards, Stage } from '../sharding.ts';
import { weightBytes, type WeightBytes } from '../weights.ts';
import type { InferenceSettings } from './settings.ts';

export interface Offload {
  readonly weights: WeightBytes;
  /** The layers whose cache lies on the GPU. */
  readonly stage: Stage;
  readonly hostBytes: number;
}

/** What of a stage lies on the GPU: all of it, unless llama.cpp was told how many layers. */
export function offloaded(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
  stage: Stage,
): Offload {
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
