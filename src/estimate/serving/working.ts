import type { ModelArchitecture } from '../../architecture/types.ts';
import type { Component } from '../estimate.ts';
import { widestLayer } from '../layer-width.ts';
import { runtimeComponent } from '../runtime.ts';
import { GIB, grouped } from '../units.ts';
import { llamaCppComputeBuffer } from './llama-cpp.ts';
import { SERVING_NOTE, PREFILL_CHUNK, type InferenceSettings } from './settings.ts';
import { vllmOverhead } from './vllm.ts';

/** The working tensors of a step: by the engine's own reservation where it is known. */
export function workComponents(architecture: ModelArchitecture, settings: InferenceSettings): Component[] {
  const { engine } = settings;
  if (engine === 'llama.cpp') {
    const { bytes, formula } = llamaCppComputeBuffer(architecture, settings);
    return [
      {
        name: 'activations',
        bytes,
        certainty: 'modelled',
        formula,
        source: SERVING_NOTE,
        spread: [0.95, 1.15],
      },
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
            source: SERVING_NOTE,
            spread: [0.6, 1.3],
          },
        ]
      : [
          {
            name: 'activations',
            bytes: activations,
            certainty: 'modelled',
            formula: `2 B × max_num_batched_tokens ${grouped(prefillTokens)} × (4 × ${grouped(architecture.hiddenSize)} + widest layer / TP), more than the sampler's ${grouped(sampler)} B behind it`,
            source: SERVING_NOTE,
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
    source: SERVING_NOTE,
    spread: [0.5, 2],
  };
}

function logitsComponent({ vocabSize }: ModelArchitecture, { batch, tensor }: InferenceSettings): Component {
  return {
    name: 'logits',
    bytes: Math.ceil((batch * vocabSize * (2 + 4)) / tensor),
    certainty: 'modelled',
    formula: `${grouped(batch)} sequences × ${grouped(vocabSize)} × (2 + 4 B): only the last position is projected`,
    source: SERVING_NOTE,
    spread: [0.7, 2],
  };
}

/** What the process holds besides tensors, by engine. */
export function runtimeOf(settings: InferenceSettings): Component {
  const { tensor, pipeline = 1, engine, options = {} } = settings;
  if (engine !== 'vllm') return runtimeComponent(tensor * pipeline, SERVING_NOTE);
  const outside = Math.round((tensor * pipeline > 1 ? 1.2 : 0.25) * GIB);
  const graphs = options.cudaGraphs === false ? 0 : Math.round(0.4 * GIB);
  return {
    name: 'runtime',
    bytes: outside + graphs,
    certainty: 'assumed',
    formula: `${tensor * pipeline > 1 ? 'CUDA and NCCL 1.2 GiB' : 'CUDA 0.25 GiB'} outside PyTorch${graphs > 0 ? ' + CUDA graphs 0.4 GiB' : ''}`,
    source: SERVING_NOTE,
    spread: [0.3, 2.5],
  };
}
