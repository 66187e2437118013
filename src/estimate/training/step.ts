import type { ModelArchitecture } from '../../architecture/types.ts';
import type { Component } from '../estimate.ts';
import { stageLayers, type Stage } from '../sharding.ts';
import { grouped } from '../units.ts';
import { activationBytes } from './activations.ts';
import { bytesPerLogit, LOSS_CHUNKS } from './loss.ts';
import type { StepSettings } from './settings.ts';

/** What the forward pass leaves alive, in components. */
export interface StepParts {
  readonly activations: Component;
  readonly logits: Component;
}

/**
 * Activations of the micro-batches in flight on a stage, and its loss. Under 1F1B stage i of p has p − i micro-batches in
 * flight, at most as many as there are; interleaving adds (p − 1)/(p v) of them; GPipe keeps all (Narayanan et al. 2021,
 * arXiv:2104.04473, section 2.2; Korthikanti et al. 2022, section 4.2.3).
 */
export function stepParts(
  architecture: ModelArchitecture,
  settings: StepSettings,
  stage: Stage,
  index: number,
  trained: boolean,
): StepParts {
  const { parallel, engine, options = {}, batch, context, checkpointing, note } = settings;
  const { tensor, sequence, context: contextRanks } = parallel;
  const megatron = engine === 'megatron';
  const layers = stageLayers(architecture, stage);
  const fused = options.fused ?? megatron;
  const one = activationBytes(layers, {
    batch,
    context,
    checkpointing,
    kernels: { trained, fused, flash: options.flashAttention ?? true },
    tensor,
    sequence,
    contextRanks,
    selectiveIsCore: megatron,
  });
  const inFlight = microBatchesInFlight(settings, index);
  const offloaded = options.offload === 'activations' && checkpointing !== 'none';
  const tokens = (batch * context) / contextRanks;
  const kept = {
    none: `${layers.layers.length} layers' tensors, by operator`,
    selective: megatron
      ? `${layers.layers.length} layers' tensors; the attention core is computed again`
      : `${layers.layers.length} × (input, attention output, every other product) + one layer rebuilt`,
    full: `${layers.layers.length} × layer input 2 B × ${grouped(architecture.hiddenSize)} + one layer rebuilt`,
  }[checkpointing];
  const split = `${tensor > 1 ? `, TP ${tensor}${sequence ? ' with SP' : ''}` : ''}${contextRanks > 1 ? `, CP ${contextRanks}` : ''}`;
  return {
    activations: {
      name: 'activations',
      bytes: Math.round(offloaded ? rebuiltLayer(layers, settings, trained) : one * inFlight),
      certainty: 'modelled',
      formula: offloaded
        ? `layer inputs moved to the host; one layer rebuilt for ${grouped(tokens)} tokens`
        : `${grouped(tokens)} tokens × ${kept}, 2 B an element${split}${inFlight === 1 ? '' : ` × ${Number(inFlight.toFixed(3))} micro-batches in flight`}`,
      source: note,
      spread: [0.8, 1.15],
    },
    logits: lossComponent(architecture, settings, stage, tokens),
  };
}

function rebuiltLayer(layers: ModelArchitecture, settings: StepSettings, trained: boolean): number {
  const { parallel, options = {}, batch, context } = settings;
  const one = (count: number) =>
    activationBytes(
      { ...layers, layers: layers.layers.slice(0, count) },
      {
        batch,
        context,
        checkpointing: 'none',
        kernels: { trained, fused: options.fused ?? false, flash: options.flashAttention ?? true },
        tensor: parallel.tensor,
        sequence: parallel.sequence,
        contextRanks: parallel.context,
        selectiveIsCore: false,
      },
    );
  return one(1);
}

function microBatchesInFlight({ parallel: { pipeline }, options = {} }: StepSettings, index: number): number {
  if (pipeline === 1) return 1;
  const { schedule = '1f1b', virtualStages = 2, gradientAccumulation } = options;
  const all = gradientAccumulation ?? Infinity;
  switch (schedule) {
    case '1f1b':
      return Math.min(pipeline - index, all);
    case 'interleaved':
      return Math.min(pipeline - index + (pipeline - 1) / virtualStages, all);
    case 'gpipe':
      return gradientAccumulation ?? pipeline;
  }
}

function lossComponent(
  { vocabSize }: ModelArchitecture,
  { parallel, engine, options = {}, note }: StepSettings,
  stage: Stage,
  tokens: number,
): Component {
  const { loss = 'eager' } = options;
  const chunks = options.lossChunks ?? LOSS_CHUNKS;
  const each = bytesPerLogit(loss, chunks, engine === 'megatron');
  return {
    name: 'logits',
    bytes: stage.head ? Math.round((tokens * vocabSize * each) / parallel.tensor) : 0,
    certainty: 'modelled',
    formula: `${grouped(tokens)} tokens × ${grouped(vocabSize)} × ${each} B (${loss} loss${loss === 'chunked' ? `, ${chunks} chunks` : ''})${parallel.tensor > 1 ? ` / TP ${parallel.tensor}` : ''}`,
    source: note,
    spread: loss === 'eager' ? [0.7, 1.05] : [0.4, 1.2],
  };
}
