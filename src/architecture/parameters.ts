import { attentionGroups, feedForwardGroups } from './layer-parameters.ts';
import { PARAMETER_ROLES, matrix, merge, vector } from './parameter-group.ts';
import type { ParameterGroup, ParameterRole } from './parameter-group.ts';
import { recurrenceGroups } from './recurrence.ts';
import type { ModelArchitecture, PerLayerInput } from './types.ts';

export interface ParameterCount {
  readonly total: number;
  readonly active: number;
  readonly byRole: Readonly<Record<ParameterRole, number>>;
}

/**
 * Every weight of the model, layers of the same shape merged. A head that is tied to the embedding is no group of its
 * own. Norms on queries, keys and latents, attention sinks and recurrent mixers have the role `attention`.
 */
export function parameterGroups(architecture: ModelArchitecture): ParameterGroup[] {
  const { hiddenSize, modules = {} } = architecture;
  const { before, behind } = outerGroups(architecture);
  const groups = [...before];
  for (const { attention, recurrence, feedForward, normParameters } of architecture.layers) {
    groups.push(
      ...attentionGroups(attention, hiddenSize, modules),
      ...(recurrence ? recurrenceGroups(recurrence, hiddenSize) : []),
      ...feedForwardGroups(feedForward, hiddenSize, modules),
      vector('norm', 'layer norms', normParameters),
    );
  }
  return merge([...groups, ...behind].filter(({ parameters, copies }) => parameters * copies > 0));
}

/** The weights that lie before the layers and behind them; those that feed every layer's own input lie before. */
export function outerGroups(architecture: ModelArchitecture): {
  before: ParameterGroup[];
  behind: ParameterGroup[];
} {
  const { hiddenSize, vocabSize, positionEmbeddings, modules = {}, perLayerInput } = architecture;
  return {
    before: [
      matrix('embedding', modules.embedding ?? 'embed_tokens', vocabSize, hiddenSize),
      ...(positionEmbeddings > 0
        ? [matrix('position', modules.position ?? 'embed_positions', positionEmbeddings, hiddenSize)]
        : []),
      ...(perLayerInput ? perLayerGroups(perLayerInput, architecture) : []),
    ],
    behind: [
      vector('norm', modules.finalNorm ?? 'norm', architecture.finalNormParameters),
      ...(architecture.tiedEmbeddings ? [] : [matrix('head', 'lm_head', hiddenSize, vocabSize)]),
    ],
  };
}

/** Gemma4TextModel of transformers: the table, its projection from the token embedding, and each layer's gate and way back. */
function perLayerGroups(
  { vocab, width }: PerLayerInput,
  { hiddenSize, layers }: ModelArchitecture,
): ParameterGroup[] {
  const all = { copies: layers.length, activeCopies: layers.length };
  return [
    matrix('embedding', 'embed_tokens_per_layer', vocab, layers.length * width),
    matrix('feed-forward', 'per_layer_model_projection', hiddenSize, layers.length * width),
    vector('norm', 'per_layer_projection_norm', width),
    { ...matrix('feed-forward', 'per_layer_input_gate', hiddenSize, width), ...all },
    { ...matrix('feed-forward', 'per_layer_projection', width, hiddenSize), ...all },
    { ...vector('norm', 'post_per_layer_input_norm', hiddenSize), ...all },
  ];
}

/**
 * Parameters of the model, and those that a token passes through. Both count the embedding matrix whole and, unless it
 * is tied to it, the head: only routed experts that a token is not sent to are inactive. Published active counts
 * differ in this: those of Mixtral and Qwen3 agree with it; those of gpt-oss, Kimi K2 and DeepSeek-V2-Lite leave out
 * the embedding (`active - byRole.embedding`); DeepSeek-V3's 37B lies between the two (37.6B and 36.6B).
 *
 * A correction bias of the router is counted, though transformers keeps it as a buffer, since checkpoints store it.
 */
export function countParameters(architecture: ModelArchitecture): ParameterCount {
  const byRole = Object.fromEntries(PARAMETER_ROLES.map((role) => [role, 0])) as Record<
    ParameterRole,
    number
  >;
  let active = 0;
  let total = 0;
  for (const { role, parameters, copies, activeCopies } of parameterGroups(architecture)) {
    byRole[role] += parameters * copies;
    total += parameters * copies;
    active += parameters * activeCopies;
  }
  return { total, active, byRole };
}

export type { ParameterGroup, ParameterRole } from './parameter-group.ts';
