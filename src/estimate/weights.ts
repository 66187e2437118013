import { parameterGroups, type ParameterGroup } from '../architecture/parameters.ts';
import type { ModelArchitecture } from '../architecture/types.ts';
import { WEIGHT_FORMATS, type WeightFormatName } from './weight-formats.ts';

/** Low-rank compressions of MLA and the router stay whole on every tensor-parallel rank, as do the norms. */
const REPLICATED = new Set(['q_a_proj', 'kv_a_proj_with_mqa']);

const SIXTEEN_BITS = 16;

export interface WeightBytes {
  /** Bytes on one rank. */
  readonly bytes: number;
  /** Of those, bytes of what stays in 16 bits. */
  readonly unquantized: number;
}

/**
 * Bytes of the weights in `format` on one of `tensor` tensor-parallel ranks. Formats that cover linear layers leave
 * embeddings, output head, norms, biases and routers in 16 bits, as GPTQ, AWQ, bitsandbytes and DeepSeek's FP8
 * checkpoints do; mxfp4 covers the experts alone where there are any, as gpt-oss does.
 */
export function weightBytes(
  architecture: ModelArchitecture,
  format: WeightFormatName,
  tensor = 1,
): WeightBytes {
  const { bits, covers } = WEIGHT_FORMATS[format];
  const groups = parameterGroups(architecture);
  const hasExperts = groups.some(({ role }) => role === 'expert');
  let total = 0;
  let unquantized = 0;
  for (const group of groups) {
    const parameters = group.parameters * group.copies;
    const quantized =
      covers === 'everything' ||
      (isLinear(group) && (covers === 'linear' || !hasExperts || group.role === 'expert'));
    const bytes = (parameters * (quantized ? bits : SIXTEEN_BITS)) / 8 / (isSplit(group) ? tensor : 1);
    total += bytes;
    if (!quantized) unquantized += bytes;
  }
  return { bytes: Math.ceil(total), unquantized: Math.ceil(unquantized) };
}

/** Weight matrices inside the layers: what quantisers quantise and adapters adapt. */
export function isLinear({ role, in: inputs }: ParameterGroup): boolean {
  return inputs !== null && ['attention', 'feed-forward', 'expert', 'shared-expert'].includes(role);
}

function isSplit(group: ParameterGroup): boolean {
  return (
    group.in !== null && group.role !== 'router' && group.role !== 'position' && !REPLICATED.has(group.name)
  );
}
