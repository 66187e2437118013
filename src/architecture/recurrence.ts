import type { Fields } from './fields.ts';
import { matrix, vector } from './parameter-group.ts';
import type { ParameterGroup } from './parameter-group.ts';
import type { Recurrence } from './types.ts';

/** Elements that a recurrent layer keeps of one sequence, however long: the matrices, and the convolution's last inputs. */
export function stateElements(recurrence: Recurrence): number {
  const { heads, keyDim, valueDim, convKernel, convChannels } = recurrence;
  return heads * keyDim * valueDim + Math.max(convKernel - 1, 0) * convChannels;
}

/** The weights of one recurrent mixer. */
export function recurrenceGroups(recurrence: Recurrence, hidden: number): ParameterGroup[] {
  const { heads, valueDim, convKernel, convChannels, convBias, bias, normWidth } = recurrence;
  const value = heads * valueDim;
  const linear = (name: string, inputs: number, outputs: number) =>
    matrix('attention', name, inputs, outputs, bias);
  return [
    ...inwards(recurrence, hidden).map(([name, outputs]) => linear(name, hidden, outputs)),
    vector('attention', 'conv1d', convChannels * (convKernel + (convBias ? 1 : 0))),
    ...decays(recurrence, hidden),
    vector('attention', 'output norm', normWidth),
    recurrence.kind === 'kda'
      ? linear('o_proj', value, hidden)
      : linear('out_proj', value > 0 ? value : hidden, hidden),
  ];
}

/** What the layer's input is projected to: queries, keys, values, the gate of the output, and the decays. */
function inwards(
  { kind, heads, keyHeads, keyDim, valueDim }: Recurrence,
  hidden: number,
): [string, number][] {
  const [key, value] = [keyHeads * keyDim, heads * valueDim];
  switch (kind) {
    case 'gated-deltanet':
      // Qwen3-Next; Qwen3.5 has the same as in_proj_qkv, in_proj_z, in_proj_b and in_proj_a.
      return [
        ['in_proj_qkvz', 2 * key + 2 * value],
        ['in_proj_ba', 2 * heads],
      ];
    case 'kda':
      return [
        ['q_proj', key],
        ['k_proj', key],
        ['v_proj', value],
        ['b_proj', heads],
      ];
    case 'lightning':
      return [
        ['qkv_proj', 2 * key + value],
        ['output_gate', value],
      ];
    case 'mamba2':
      return [['in_proj', 2 * value + 2 * key + heads]];
    case 'short-conv':
      return [['in_proj', 3 * hidden]];
  }
}

function decays({ kind, heads, keyHeads, keyDim, valueDim }: Recurrence, hidden: number): ParameterGroup[] {
  switch (kind) {
    case 'gated-deltanet':
      return [vector('attention', 'A_log, dt_bias', 2 * heads)];
    case 'mamba2':
      return [vector('attention', 'A_log, dt_bias, D', 3 * heads)];
    case 'kda':
      // A decay a channel, and the gate of the output: each through a bottleneck of one head's width.
      return [
        matrix('attention', 'f_a_proj', hidden, keyDim),
        matrix('attention', 'f_b_proj', keyDim, keyHeads * keyDim),
        matrix('attention', 'g_a_proj', hidden, valueDim),
        matrix('attention', 'g_b_proj', valueDim, heads * valueDim),
        vector('attention', 'A_log, dt_bias', heads + keyHeads * keyDim),
      ];
    case 'lightning':
    case 'short-conv':
      return [];
  }
}

/**
 * The element of the state: 4 bytes, as llama.cpp keeps it and as the configs that say so have it (`mamba_ssm_dtype`,
 * `mamba_ssm_cache_dtype`), unless the config names a 16-bit type.
 */
export function stateElementBytes(fields: Fields): 2 | 4 {
  const stated = fields.text(fields.firstOf('mamba_ssm_dtype', 'mamba_ssm_cache_dtype'));
  return stated === 'bfloat16' || stated === 'float16' ? 2 : 4;
}

/** Gated DeltaNet by the `linear_` fields of Qwen3-Next and Qwen3.5, whose convolution spans queries, keys and values. */
export function gatedDeltaNet(fields: Fields): Recurrence {
  const [heads, keyHeads] = [fields.size('linear_num_value_heads'), fields.size('linear_num_key_heads')];
  const [keyDim, valueDim] = [fields.size('linear_key_head_dim'), fields.size('linear_value_head_dim')];
  return {
    kind: 'gated-deltanet',
    heads,
    keyHeads,
    keyDim,
    valueDim,
    convKernel: fields.size('linear_conv_kernel_dim'),
    convChannels: 2 * keyHeads * keyDim + heads * valueDim,
    convBias: false,
    bias: false,
    normWidth: valueDim,
    stateElementBytes: stateElementBytes(fields),
  };
}

/** Mamba-2's sizes under whichever names a family has for them. */
export interface Mamba2Sizes {
  readonly heads: number;
  readonly headDim: number;
  readonly groups: number;
  readonly stateSize: number;
  readonly convKernel: number;
  readonly convBias: boolean;
  readonly bias: boolean;
  readonly normed: boolean;
}

/** https://arxiv.org/abs/2405.21060: values of heads × headDim, B and C a group, all three through the convolution. */
export function mamba2(fields: Fields, sizes: Mamba2Sizes): Recurrence {
  const { heads, headDim, groups, stateSize, convKernel, convBias, bias, normed } = sizes;
  return {
    kind: 'mamba2',
    heads,
    keyHeads: groups,
    keyDim: stateSize,
    valueDim: headDim,
    convKernel,
    convChannels: heads * headDim + 2 * groups * stateSize,
    convBias,
    bias,
    normWidth: normed ? heads * headDim : 0,
    stateElementBytes: stateElementBytes(fields),
  };
}
