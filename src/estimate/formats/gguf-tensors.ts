import { attentionGroups, feedForwardGroups } from '../../architecture/layer-parameters.ts';
import type { ParameterGroup } from '../../architecture/parameter-group.ts';
import { outerGroups } from '../../architecture/parameters.ts';
import { recurrenceGroups } from '../../architecture/recurrence.ts';
import type { Layer, ModelArchitecture, ModuleNames, Recurrence } from '../../architecture/types.ts';

/** What llama.cpp's quantiser takes a tensor for, by its name (`tensor_get_category` of llama-quant.cpp). */
export type GgufCategory =
  | 'token_embd'
  | 'output'
  | 'attn_q'
  | 'attn_k'
  | 'attn_v'
  | 'attn_output'
  | 'ffn_gate'
  | 'ffn_up'
  | 'ffn_down'
  | 'other'
  /** Norms, biases, routers, convolutions: kept in fp32. */
  | 'plain';

/** One tensor of a GGUF file, experts of a layer stacked into one. */
export interface GgufTensor {
  readonly category: GgufCategory;
  /** Index of its layer; absent outside the layers. */
  readonly layer?: number;
  /** Weights in a row, which must be whole blocks of a type. */
  readonly columns: number;
  readonly elements: number;
  /** Experts, stacked: what MXFP4_MOE quantises. */
  readonly stacked?: true;
}

/**
 * The tensors that llama.cpp's converter writes of a model, in the order in which its quantiser meets them. Fused and
 * split projections follow the converter: Gated DeltaNet's queries, keys and values are one tensor and its gate another;
 * MLA's up-projection is split into keys and values.
 */
export function ggufTensors(architecture: ModelArchitecture): GgufTensor[] {
  const { before, behind } = outerGroups(architecture);
  return [
    ...before.flatMap(outerTensors),
    ...architecture.layers.flatMap((layer, index) =>
      layerTensors(layer, architecture).map((tensor) => ({ ...tensor, layer: index })),
    ),
    ...behind.flatMap(outerTensors),
  ];
}

function outerTensors(group: ParameterGroup): GgufTensor[] {
  if (group.role === 'embedding')
    return [{ category: 'token_embd', columns: group.out ?? 1, elements: whole(group) }];
  if (group.role === 'head') return [{ category: 'output', columns: group.in ?? 1, elements: whole(group) }];
  return group.role === 'position' ? [plain(whole(group))] : ofGroup(group, {});
}

function layerTensors(layer: Layer, architecture: ModelArchitecture): GgufTensor[] {
  const { hiddenSize, modules = {} } = architecture;
  const { attention, recurrence, feedForward, normParameters } = layer;
  const groups = [
    ...attentionGroups(attention, hiddenSize, modules),
    ...feedForwardGroups(feedForward, hiddenSize, modules),
  ];
  return [
    ...groups.flatMap((group) =>
      attention.kind === 'mla' && group.name === 'kv_b_proj'
        ? splitLatent(attention.heads, attention.kvLoraRank, attention.qkNopeDim, attention.vDim)
        : ofGroup(group, modules),
    ),
    ...(recurrence ? recurrentTensors(recurrence, hiddenSize) : []),
    plain(normParameters),
  ];
}

/** Keys of a head come back from the latent by rows of its own width, values by rows of the latent's. */
function splitLatent(heads: number, latent: number, key: number, value: number): GgufTensor[] {
  return [
    { category: 'other', columns: key, elements: heads * latent * key },
    { category: 'other', columns: latent, elements: heads * latent * value },
  ];
}

function ofGroup(group: ParameterGroup, modules: ModuleNames): GgufTensor[] {
  const { role, in: inputs, out, copies } = group;
  if (group.parameters === 0) return [];
  if (inputs === null || out === null || role === 'router') return [plain(whole(group))];
  const bias = (group.parameters - inputs * out) * copies;
  const tensor: GgufTensor = {
    category: categoryOf(group, modules),
    columns: inputs,
    elements: inputs * out * copies,
    ...(role === 'expert' && { stacked: true }),
  };
  return bias > 0 ? [tensor, plain(bias)] : [tensor];
}

function categoryOf({ role, name }: ParameterGroup, modules: ModuleNames): GgufCategory {
  const { qkv, output = 'o_proj', down = 'down_proj', gate = 'gate_proj' } = modules;
  if (role === 'attention') {
    if (name === 'q_proj') return 'attn_q';
    if (name === 'k_proj') return 'attn_k';
    // A fused projection counts as one of values.
    if (name === 'v_proj' || name === qkv || name === 'qkv_proj') return 'attn_v';
    return name === output ? 'attn_output' : 'other';
  }
  if (name === down) return 'ffn_down';
  if (name === gate) return 'ffn_gate';
  return name === (modules.gateUp ?? modules.up ?? 'up_proj') ? 'ffn_up' : 'other';
}

function recurrentTensors(recurrence: Recurrence, hidden: number): GgufTensor[] {
  const groups = recurrenceGroups(recurrence, hidden);
  if (recurrence.kind !== 'gated-deltanet') return groups.flatMap((group) => ofGroup(group, {}));
  const { heads, keyHeads, keyDim, valueDim } = recurrence;
  const [mixed, value] = [2 * keyHeads * keyDim + heads * valueDim, heads * valueDim];
  return [
    { category: 'attn_v', columns: hidden, elements: hidden * mixed },
    { category: 'other', columns: hidden, elements: hidden * value },
    ...groups.filter(({ name }) => name !== 'in_proj_qkvz').flatMap((group) => ofGroup(group, {})),
  ];
}

function plain(elements: number): GgufTensor {
  return { category: 'plain', columns: 1, elements };
}

function whole(group: ParameterGroup): number {
  return group.parameters * group.copies;
}
