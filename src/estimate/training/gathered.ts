import type { ModelArchitecture } from '../../architecture/types.ts';
import type { Component } from '../estimate.ts';
import { divisor, stageGroups, type Stage } from '../sharding.ts';
import { grouped } from '../units.ts';
import { gpusOf, type StepSettings } from './settings.ts';

/** Layers that ZeRO-3 and FSDP hold whole at once: the one being computed and the next, which is already being fetched. */
const GATHERED_LAYERS = 2;

/** 16-bit weights that are gathered to be computed with, where stage 3 keeps only a share of them. */
export function gatheredComponents(
  architecture: ModelArchitecture,
  stage: Stage,
  { parallel, note }: StepSettings,
): Component[] {
  if (parallel.zero !== 3) return [];
  const count = (layers: Stage) =>
    stageGroups(architecture, layers).reduce(
      (total, group) => total + (group.parameters * group.copies) / divisor(group, parallel),
      0,
    );
  const layers = Array.from({ length: stage.to - stage.from }, (_, index) =>
    count({ from: stage.from + index, to: stage.from + index + 1, embedding: false, head: false }),
  );
  const widest = Math.max(...layers);
  const ends = count({ ...stage, to: stage.from });
  const parameters = Math.round(GATHERED_LAYERS * widest + ends);
  return [
    {
      name: 'runtime',
      bytes: 2 * parameters,
      certainty: 'modelled',
      formula: `gathered weights: 2 B × (${GATHERED_LAYERS} layers of ${grouped(Math.round(widest))} + embedding and head ${grouped(Math.round(ends))})`,
      source: note,
      spread: [0.5, 1.5],
    },
  ];
}

/** Whether more than one GPU takes part, which decides about NCCL's buffers. */
export function isDistributed({ parallel }: StepSettings): boolean {
  return gpusOf(parallel) > 1;
}
