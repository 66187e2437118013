import { architectureFromConfig } from '../architecture/from-config.ts';
import { countParameters } from '../architecture/parameters.ts';
import type { ModelArchitecture } from '../architecture/types.ts';
import { loraParameters } from '../estimate/training/adapters.ts';
import { kvBytesPerToken, kvCacheBytes } from '../estimate/kv-cache.ts';
import { modelStateBytes, type ZeroStage } from '../estimate/training/model-states.ts';
import {
  batchNormalisedAdvantages,
  centredAdvantages,
  clippedObjective,
  generalisedAdvantages,
  groupRelativeAdvantages,
  KL_ESTIMATORS,
  leaveOneOutAdvantages,
} from '../estimate/policy-gradient.ts';
import { dpoGradientWeight, dpoLoss } from '../estimate/preference.ts';
import { majorityVote, passAtK } from '../estimate/sampling.ts';
import { trainingFlops } from '../estimate/training-compute.ts';
import { KV_FORMAT_NAMES, WEIGHT_FORMAT_NAMES, WEIGHT_FORMATS } from '../estimate/formats/weight-formats.ts';
import { visualTokens } from '../estimate/visual-tokens.ts';
import { weightBytes } from '../estimate/weights.ts';
import type { ModelFacts } from '../knowledge/model-facts.ts';
import type { Quantity } from './quantity.ts';

export type FindModel = (name: string) => ModelFacts | undefined;
type Calculator = (args: readonly string[], find: FindModel) => Quantity;

/** What a note may call in a code span; described for authors in `docs/writing-notes.md`. */
export const CALCULATORS: Readonly<Record<string, Calculator>> = {
  params: ([name], find) => count(countParameters(architecture(name, find)).total),
  active_params: ([name], find) => count(countParameters(architecture(name, find)).active),
  weight_bytes: ([name, format], find) =>
    bytes(weightBytes(architecture(name, find), oneOf(format, WEIGHT_FORMAT_NAMES)).bytes),
  kv_per_token: ([name, format], find) =>
    bytes(kvBytesPerToken(architecture(name, find), oneOf(format, KV_FORMAT_NAMES))),
  kv_cache: ([name, format, context, batch], find) =>
    bytes(
      kvCacheBytes(architecture(name, find), oneOf(format, KV_FORMAT_NAMES), number(context), number(batch)),
    ),
  model_states: ([parameters, stage, gpus]) =>
    bytes(modelStateBytes(number(parameters), number(stage) as ZeroStage, number(gpus))),
  lora_params: ([name, rank, targets = 'all-linear'], find) =>
    count(loraParameters(architecture(name, find), number(rank), readTargets(targets))),
  train_flops: ofNumbers(trainingFlops),
  bits_per_weight: ([format]) => plain(WEIGHT_FORMATS[oneOf(format, WEIGHT_FORMAT_NAMES)].bits),
  grpo_advantage: advantageOf(groupRelativeAdvantages),
  dr_grpo_advantage: advantageOf(centredAdvantages),
  rloo_advantage: advantageOf(leaveOneOutAdvantages),
  reinforcepp_advantage: advantageOf(batchNormalisedAdvantages),
  gae: ([step, discount, lambda, rewards, values]) => {
    const [given, valued] = [list(rewards), list(values)];
    if (given.length !== valued.length) throw new Error('rewards and values must be as many');
    return plain(at(step, generalisedAdvantages(given, valued, number(discount), number(lambda))));
  },
  ppo_clip: ofNumbers(clippedObjective),
  dpo_loss: ofNumbers(dpoLoss),
  dpo_weight: ofNumbers(dpoGradientWeight),
  kl_k1: ofNumbers(KL_ESTIMATORS.k1),
  kl_k2: ofNumbers(KL_ESTIMATORS.k2),
  kl_k3: ofNumbers(KL_ESTIMATORS.k3),
  pass_at_k: ofNumbers(passAtK),
  majority_vote: ofNumbers(majorityVote),
  visual_tokens: ([name, width, height]) =>
    plain(visualTokens(name ?? '', number(width), number(height)).tokens),
};

/** Functions of plain numbers that arithmetic may use. */
export const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  sqrt: Math.sqrt,
  log2: Math.log2,
  ln: Math.log,
  exp: Math.exp,
  min: Math.min,
  max: Math.max,
  ceil: Math.ceil,
  floor: Math.floor,
  round: Math.round,
};

function architecture(name: string | undefined, find: FindModel): ModelArchitecture {
  const model = find(name ?? '');
  if (model === undefined) throw new Error(`no model "${name ?? ''}" in content/models`);
  return architectureFromConfig(model.config);
}

function readTargets(text: string): 'attention' | 'mlp' | 'all-linear' | string[] {
  return text === 'attention' || text === 'mlp' || text === 'all-linear' ? text : text.split('+');
}

function number(text: string | undefined): number {
  const value = Number((text ?? '').replaceAll(',', ''));
  if (text === undefined || text === '' || Number.isNaN(value))
    throw new Error(`"${text ?? ''}" is not a number`);
  return value;
}

function oneOf<T extends string>(text: string | undefined, names: readonly T[]): T {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new Error(`"${text ?? ''}" is none of ${names.join(', ')}`);
  return found;
}

/** A calculator that is a function of as many numbers. */
function ofNumbers(apply: (...values: number[]) => number): Calculator {
  return (args) => {
    if (args.length !== apply.length) throw new Error(`takes ${apply.length} numbers, got ${args.length}`);
    return plain(apply(...args.map(number)));
  };
}

/** The advantage of one answer of a group: `(2, [1, 0, 0])` asks for the second. */
function advantageOf(advantages: (rewards: number[]) => number[]): Calculator {
  return ([position, rewards]) => plain(at(position, advantages(list(rewards))));
}

function at(position: string | undefined, values: readonly number[]): number {
  const value = values[number(position) - 1];
  if (value === undefined) throw new Error(`there is no ${position ?? ''} among ${values.length}`);
  return value;
}

function list(text: string | undefined): number[] {
  const inside = /^\[(.+)\]$/.exec(text ?? '')?.[1];
  if (inside === undefined) throw new Error(`"${text ?? ''}" is not a list such as [1, 0, 0]`);
  return inside.split(',').map((item) => number(item.trim()));
}

function plain(value: number): Quantity {
  return { value, dimension: 'number' };
}

function bytes(value: number): Quantity {
  return { value, dimension: 'bytes' };
}

function count(value: number): Quantity {
  return { value, dimension: 'count' };
}
