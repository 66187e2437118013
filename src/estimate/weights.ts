import type { ParameterGroup } from '../architecture/parameters.ts';
import { parameterGroups } from '../architecture/parameters.ts';
import type { ModelArchitecture } from '../architecture/types.ts';
import { ggufTypes, type GgufMixture } from './formats/gguf-mixture.ts';
import { WEIGHT_FORMATS, type WeightFormatName } from './formats/weight-formats.ts';
import { divisor, stageGroups, wholeModel, type Shards, type Stage } from './sharding.ts';

const SIXTEEN_BITS = 16;

export interface WeightBytes {
  /** Bytes on one GPU. */
  readonly bytes: number;
  /** Of those, bytes of what stays in 16 bits, or in fp32 in a GGUF file. */
  readonly unquantized: number;
  /** Of those, the token embedding where nothing else uses it: llama.cpp keeps it in the memory of the host. */
  readonly embedding: number;
}

/**
 * Bytes of the weights of one stage in `format` on one GPU. Formats that cover linear layers leave embeddings, output
 * head, norms, biases and routers in 16 bits, as GPTQ, AWQ, bitsandbytes and DeepSeek's FP8 checkpoints do; mxfp4 covers
 * the experts alone where there are any, as gpt-oss does; a GGUF mixture decides tensor by tensor.
 */
export function weightBytes(
  architecture: ModelArchitecture,
  format: WeightFormatName,
  shards: Shards = { tensor: 1, expert: 1 },
  stage: Stage = wholeModel(architecture),
): WeightBytes {
  const { bits, covers } = WEIGHT_FORMATS[format];
  if (covers === 'by-tensor') return ggufBytes(architecture, format as GgufMixture, shards, stage);
  const hasExperts = parameterGroups(architecture).some(({ role }) => role === 'expert');
  let [total, unquantized, embedding] = [0, 0, 0];
  for (const group of stageGroups(architecture, stage)) {
    const parameters = group.parameters * group.copies;
    const quantized =
      covers === 'everything' ||
      (isLinear(group) && (covers === 'linear' || !hasExperts || group.role === 'expert'));
    const bytes = (parameters * (quantized ? bits : SIXTEEN_BITS)) / 8 / divisor(group, shards);
    total += bytes;
    if (!quantized) unquantized += bytes;
    if (group.role === 'embedding' && !architecture.tiedEmbeddings) embedding += bytes;
  }
  return {
    bytes: Math.ceil(total),
    unquantized: Math.ceil(unquantized),
    embedding: Math.ceil(embedding),
  };
}

/** Weight matrices inside the layers: what quantisers quantise and adapters adapt. */
export function isLinear({ role, in: inputs }: ParameterGroup): boolean {
  return inputs !== null && ['attention', 'feed-forward', 'expert', 'shared-expert'].includes(role);
}

/** Parameters of the largest single matrix: what a 4-bit layer is dequantised into while it runs. */
export function largestLinear(architecture: ModelArchitecture): number {
  return Math.max(
    0,
    ...parameterGroups(architecture)
      .filter(isLinear)
      .map(({ parameters }) => parameters),
  );
}

function ggufBytes(
  architecture: ModelArchitecture,
  mixture: GgufMixture,
  { tensor, expert }: Shards,
  stage: Stage,
): WeightBytes {
  let [total, plain, embedding] = [0, 0, 0];
  for (const { category, layer, stacked, bytes } of ggufTypes(architecture, mixture)) {
    const isHere =
      layer !== undefined
        ? layer >= stage.from && layer < stage.to
        : category === 'token_embd'
          ? stage.embedding || (stage.head && architecture.tiedEmbeddings)
          : stage.head;
    if (!isHere) continue;
    const share = category === 'plain' ? bytes : bytes / (stacked && expert > 1 ? expert : tensor);
    total += share;
    if (category === 'plain') plain += share;
    if (category === 'token_embd' && !architecture.tiedEmbeddings) embedding += share;
  }
  return { bytes: Math.ceil(total), unquantized: Math.ceil(plain), embedding: Math.ceil(embedding) };
}
