import type { ModelArchitecture } from '../../architecture/types.ts';
import type { Component } from '../estimate.ts';
import type { KvFormatName, WeightFormatName } from '../formats/weight-formats.ts';
import { kvCacheBytes, recurrentStateBytes } from '../kv-cache.ts';
import { runtimeComponent } from '../runtime.ts';
import { grouped } from '../units.ts';
import { weightBytes } from '../weights.ts';
import { estimateAdapterTraining } from './adapter-training.ts';
import { estimateFullTraining, inPhases, type TrainingEstimate } from './full.ts';
import { gpusOf, type AdapterSettings, type FullTrainingSettings } from './settings.ts';

export interface RlSettings {
  readonly trainer:
    ({ readonly kind: 'full' } & FullTrainingSettings) | ({ readonly kind: 'adapter' } & AdapterSettings);
  /** A frozen copy for the KL penalty. With adapters the base without them serves, at no cost. */
  readonly reference: boolean;
  /** A value model of the policy's size, trained like it (PPO). */
  readonly critic: boolean;
  readonly rollout: {
    /** Sequences generated at once on one replica of the rollout engine. */
    readonly sequences: number;
    readonly tensor: number;
    readonly weightFormat: WeightFormatName;
    readonly kvFormat: KvFormatName;
    /** The trainer's own weights generate (TRL without vLLM): no second copy. */
    readonly sharesWeights: boolean;
    /** The engine gives its memory back while the policy is updated (vLLM's sleep mode). */
    readonly sleeps: boolean;
    /** The trainer's weights, gradients and states move to the host while sequences are generated. */
    readonly trainerMovesOut: boolean;
  };
}

/**
 * Memory of RL on one GPU that both generates and trains (colocated, as verl and TRL do by default): the larger of the
 * two phases. On separate GPUs each phase is a plain inference or training estimate.
 */
export function estimateRl(architecture: ModelArchitecture, settings: RlSettings): TrainingEstimate {
  const { trainer, reference, critic, rollout } = settings;
  const { note, parallel } = trainer;
  const policy =
    trainer.kind === 'full'
      ? estimateFullTraining(architecture, trainer)
      : estimateAdapterTraining(architecture, trainer);
  const working = policy.components.filter(({ formula }) => !formula.startsWith('CUDA context'));
  const states = working.filter(({ name }) =>
    ['weights', 'gradients', 'optimizer_states', 'adapter'].includes(name),
  );
  const frozen =
    reference && trainer.kind === 'full' ? [referenceComponent(architecture, trainer, note)] : [];
  const value =
    critic && trainer.kind === 'full'
      ? working
          .filter(({ name }) => name !== 'logits')
          .map((component) => ({ ...component, formula: `critic: ${component.formula}` }))
      : [];
  const criticStates = value.filter(({ name }) =>
    ['weights', 'gradients', 'optimizer_states'].includes(name),
  );
  const generating = rolloutComponents(architecture, settings);
  const kept = rollout.trainerMovesOut ? [] : [...states, ...criticStates];
  return inPhases(
    [
      { name: 'rollout', components: merged([...generating, ...kept, ...frozen]) },
      {
        name: 'update',
        components: merged([...working, ...value, ...frozen, ...(rollout.sleeps ? [] : generating)]),
      },
    ],
    runtimeComponent(gpusOf(parallel), note),
    gpusOf(parallel),
    [
      '采样与训练同卡（colocated），取两个阶段中较大者 · rollout and training share the GPUs: the larger of the two phases',
      rollout.sleeps
        ? '训练时采样引擎释放显存（sleep）· the rollout engine sleeps during the update'
        : '采样引擎常驻 · the rollout engine stays resident',
      ...policy.assumptions,
    ],
    policy.warnings,
  );
}

/** Components of one name as one, so that a reader sees what the weights take in all. */
function merged(components: readonly Component[]): Component[] {
  const byName = new Map<string, Component>();
  for (const component of components) {
    const before = byName.get(component.name);
    byName.set(
      component.name,
      before === undefined
        ? component
        : {
            ...before,
            bytes: before.bytes + component.bytes,
            certainty: before.certainty === 'exact' ? component.certainty : before.certainty,
            formula: `${before.formula} + ${component.formula}`,
          },
    );
  }
  return [...byName.values()];
}

function referenceComponent(
  architecture: ModelArchitecture,
  { parallel }: FullTrainingSettings,
  note: string,
): Component {
  const ranks = parallel.zero === 3 ? parallel.data * parallel.context : 1;
  const { bytes } = weightBytes(architecture, 'bf16', parallel);
  return {
    name: 'weights',
    bytes: Math.ceil(bytes / parallel.pipeline / ranks),
    certainty: 'exact',
    formula: `reference model, 2 B a parameter${ranks > 1 ? ` / ${ranks} GPUs` : ''}`,
    source: note,
  };
}

function rolloutComponents(architecture: ModelArchitecture, settings: RlSettings): Component[] {
  const { trainer, rollout } = settings;
  const { sequences, tensor, weightFormat, kvFormat, sharesWeights } = rollout;
  const { bytes } = weightBytes(architecture, weightFormat, { tensor, expert: 1 });
  const context = trainer.context;
  const cache = kvCacheBytes(architecture, kvFormat, context, sequences, tensor);
  return [
    ...(sharesWeights
      ? []
      : [
          {
            name: 'weights' as const,
            bytes,
            certainty: 'exact' as const,
            formula: `rollout copy in ${weightFormat}${tensor > 1 ? ` / TP ${tensor}` : ''}`,
            source: trainer.note,
          },
        ]),
    {
      name: 'kv_cache',
      bytes: cache,
      certainty: 'exact',
      formula: `rollout: ${grouped(context)} tokens × ${grouped(sequences)} sequences in ${kvFormat}`,
      source: trainer.note,
    },
    {
      name: 'recurrent_state',
      bytes: recurrentStateBytes(architecture, sequences, tensor),
      certainty: 'exact',
      formula: `rollout: states of ${grouped(sequences)} sequences`,
      source: trainer.note,
    },
  ];
}
