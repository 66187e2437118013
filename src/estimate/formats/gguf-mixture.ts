import type { ModelArchitecture } from '../../architecture/types.ts';
import { GGML_TYPES, ggmlBytes, type GgmlType } from './ggml-types.ts';
import { ggufTensors, type GgufTensor } from './gguf-tensors.ts';

/** The mixtures that llama-quantize makes, each with the type most of its tensors get (`llama_ftype_get_default_type`). */
export const GGUF_MIXTURES = {
  F32: 'F32',
  F16: 'F16',
  BF16: 'BF16',
  Q8_0: 'Q8_0',
  Q6_K: 'Q6_K',
  Q5_K_M: 'Q5_K',
  Q5_K_S: 'Q5_K',
  Q5_1: 'Q5_1',
  Q5_0: 'Q5_0',
  Q4_K_M: 'Q4_K',
  Q4_K_S: 'Q4_K',
  Q4_1: 'Q4_1',
  Q4_0: 'Q4_0',
  IQ4_NL: 'IQ4_NL',
  IQ4_XS: 'IQ4_XS',
  MXFP4_MOE: 'MXFP4',
  Q3_K_L: 'Q3_K',
  Q3_K_M: 'Q3_K',
  Q3_K_S: 'Q3_K',
  IQ3_M: 'IQ3_S',
  IQ3_S: 'IQ3_S',
  IQ3_XS: 'IQ3_S',
  IQ3_XXS: 'IQ3_XXS',
  Q2_K: 'Q2_K',
  Q2_K_S: 'Q2_K',
  IQ2_M: 'IQ2_S',
  IQ2_S: 'IQ2_XS',
  IQ2_XS: 'IQ2_XS',
  IQ2_XXS: 'IQ2_XXS',
  IQ1_M: 'IQ1_M',
  IQ1_S: 'IQ1_S',
  TQ2_0: 'TQ2_0',
  TQ1_0: 'TQ1_0',
} as const satisfies Record<string, GgmlType>;
export type GgufMixture = keyof typeof GGUF_MIXTURES;

/** What of a model the choice of types depends on. */
interface Traits {
  readonly layers: number;
  /** Query heads a key/value head. */
  readonly group: number;
  readonly experts: number;
  readonly tied: boolean;
  readonly falcon: boolean;
  /** What llama.cpp takes for a 70B model: 80 layers of Llama or Qwen2 with grouped queries. */
  readonly is70B: boolean;
  /** Tensors that count as values, over the model. */
  readonly values: number;
}

export interface TypedTensor extends GgufTensor {
  readonly type: GgmlType;
  readonly bytes: number;
}

/**
 * Every tensor with the type that llama-quantize chooses for it without an importance matrix
 * (`llama_tensor_get_type_impl` of llama-quant.cpp). Mixtures of other makers (Unsloth's dynamic ones) choose otherwise.
 */
export function ggufTypes(architecture: ModelArchitecture, mixture: GgufMixture): TypedTensor[] {
  const tensors = ggufTensors(architecture);
  const traits = traitsOf(architecture, tensors);
  let [value, down] = [0, 0];
  return tensors.map((tensor) => {
    const chosen = fallback(chosenType(tensor, mixture, traits, value, down), tensor.columns);
    if (tensor.category === 'attn_v') value += 1;
    if (tensor.category === 'ffn_down') down += 1;
    return { ...tensor, type: chosen, bytes: ggmlBytes(chosen, tensor.columns, tensor.elements) };
  });
}

function traitsOf(architecture: ModelArchitecture, tensors: readonly GgufTensor[]): Traits {
  const { modelType, layers, tiedEmbeddings } = architecture;
  const attention = layers.map((layer) => layer.attention).find(({ kind }) => kind !== 'none');
  const group =
    attention?.kind === 'softmax' ? attention.heads / attention.kvHeads : attention?.kind === 'mla' ? 128 : 1;
  const experts = Math.max(
    1,
    ...layers.map(({ feedForward }) => (feedForward.kind === 'moe' ? feedForward.experts : 1)),
  );
  return {
    layers: layers.length,
    group,
    experts,
    tied: tiedEmbeddings,
    falcon: modelType === 'falcon',
    is70B: ['llama', 'qwen2'].includes(modelType) && layers.length === 80 && group > 1,
    values: tensors.filter(({ category }) => category === 'attn_v').length,
  };
}

function chosenType(
  tensor: GgufTensor,
  mixture: GgufMixture,
  traits: Traits,
  value: number,
  down: number,
): GgmlType {
  const base = GGUF_MIXTURES[mixture];
  const { category } = tensor;
  if (category === 'plain') return 'F32';
  if (base === 'F32' || base === 'F16' || base === 'BF16') return base;
  if (category === 'output' || (category === 'token_embd' && traits.tied)) {
    return outputType(mixture, base, tensor.columns, traits);
  }
  if (mixture === 'MXFP4_MOE') return tensor.stacked ? 'MXFP4' : 'Q8_0';
  if (category === 'token_embd') return EMBEDDING_TYPES[mixture] ?? base;
  if (/^IQ[12]/.test(mixture)) return lowBitType(tensor, mixture, base, traits, down);
  switch (category) {
    case 'attn_v':
      return valueType(mixture, base, traits, value);
    case 'attn_k':
    case 'attn_q':
      if (category === 'attn_k' && traits.experts === 8) return 'Q8_0';
      return mixture === 'IQ3_XS' ? 'IQ3_XXS' : mixture === 'IQ3_XXS' ? 'IQ2_S' : base;
    case 'ffn_down':
      return downType(mixture, base, traits, traits.experts > 1 ? (tensor.layer ?? 0) : down);
    case 'attn_output':
      return attentionOutputType(mixture, base, traits);
    case 'ffn_gate':
    case 'ffn_up': {
      const layer = tensor.layer ?? 0;
      const inner = layer >= eighth(traits, 1) && layer < eighth(traits, 7);
      return mixture === 'IQ3_XS' && inner ? 'IQ3_XXS' : base;
    }
    case 'other':
      return base;
  }
}

function outputType(mixture: GgufMixture, base: GgmlType, columns: number, { falcon }: Traits): GgmlType {
  if (mixture === 'MXFP4_MOE' || falcon || columns % GGML_TYPES[base][0] !== 0) return 'Q8_0';
  if (/^IQ[12]|^IQ3_XXS$/.test(mixture)) return 'Q5_K';
  return base === 'Q8_0' ? base : 'Q6_K';
}

const EMBEDDING_TYPES: Partial<Record<GgufMixture, GgmlType>> = {
  IQ1_S: 'Q2_K',
  IQ1_M: 'Q2_K',
  IQ2_XXS: 'Q2_K',
  IQ2_XS: 'Q2_K',
  IQ2_S: 'IQ3_S',
  IQ2_M: 'IQ3_S',
  IQ3_XXS: 'IQ3_S',
  TQ1_0: 'Q4_K',
  TQ2_0: 'Q4_K',
};

function lowBitType(
  { category }: GgufTensor,
  mixture: GgufMixture,
  base: GgmlType,
  { group, experts, layers }: Traits,
  down: number,
): GgmlType {
  const higher = mixture === 'IQ2_S' || mixture === 'IQ2_M' ? 'IQ3_S' : 'Q2_K';
  switch (category) {
    case 'attn_v':
      return group >= 4 || experts >= 4 ? 'Q4_K' : higher;
    case 'attn_k':
      return experts === 8 ? 'Q4_K' : base;
    case 'ffn_down':
      return down < Math.floor(layers / 8) ? higher : base;
    case 'attn_output':
      if (experts === 8) return 'Q5_K';
      if (mixture.startsWith('IQ1')) return 'IQ2_XXS';
      return higher === 'IQ3_S' ? 'IQ3_S' : base;
    default:
      return base;
  }
}

function valueType(
  mixture: GgufMixture,
  base: GgmlType,
  { group, experts, values, is70B }: Traits,
  index: number,
): GgmlType {
  if (experts === 8) return 'Q8_0';
  const type = ((): GgmlType => {
    switch (mixture) {
      case 'Q2_K':
        return group >= 4 ? 'Q4_K' : 'Q3_K';
      case 'Q2_K_S':
        return group >= 4 ? 'Q4_K' : base;
      case 'IQ3_XXS':
        return group >= 4 ? 'Q4_K' : 'IQ3_S';
      case 'IQ3_XS':
      case 'IQ3_S':
        return group >= 4 ? 'Q4_K' : base;
      case 'IQ3_M':
        return 'Q4_K';
      case 'Q3_K_M':
        return index < 2 ? 'Q5_K' : 'Q4_K';
      case 'Q3_K_L':
        return 'Q5_K';
      case 'IQ4_NL':
      case 'IQ4_XS':
        return group >= 4 ? 'Q5_K' : base;
      case 'Q4_K_M':
      case 'Q5_K_M':
        return moreBits(index, values) ? 'Q6_K' : base;
      case 'Q4_K_S':
        return index < 4 ? 'Q5_K' : base;
      default:
        return base;
    }
  })();
  return is70B && (type === 'Q3_K' || type === 'Q4_K') ? 'Q5_K' : type;
}

function downType(mixture: GgufMixture, base: GgmlType, traits: Traits, layer: number): GgmlType {
  const { layers, experts, falcon } = traits;
  const first = layer < eighth(traits, 1);
  switch (mixture) {
    case 'Q2_K':
      return 'Q3_K';
    case 'Q2_K_S':
      return first ? 'Q4_K' : base;
    case 'IQ3_XXS':
      return first ? 'Q4_K' : 'Q3_K';
    case 'Q3_K_M':
      if (layer < Math.floor(layers / 16)) return 'Q5_K';
      return !falcon || moreBits(layer, layers) ? 'Q4_K' : 'Q3_K';
    case 'IQ3_M':
      return first || (experts === 8 && moreBits(layer, layers)) ? 'Q4_K' : base;
    case 'Q3_K_L':
      return falcon ? 'Q4_K' : 'Q5_K';
    case 'Q4_K_M':
      if (falcon) {
        if (layer < Math.floor(layers / 16)) return 'Q6_K';
        return moreBits(layer, layers) ? 'Q5_K' : 'Q4_K';
      }
      return moreBits(layer, layers) ? 'Q6_K' : base;
    case 'Q5_K_M':
      return moreBits(layer, layers) ? 'Q6_K' : base;
    case 'IQ4_NL':
    case 'IQ4_XS':
      return first ? 'Q5_K' : base;
    case 'Q4_K_S':
      return first && !falcon ? 'Q5_K' : base;
    default:
      return base;
  }
}

const EIGHT_EXPERT_OUTPUT = new Set<GgufMixture>([
  'Q2_K',
  'IQ3_XS',
  'IQ3_XXS',
  'Q3_K_S',
  'Q3_K_M',
  'IQ4_NL',
  'Q4_K_S',
  'Q4_K_M',
  'IQ3_S',
  'IQ3_M',
  'IQ4_XS',
]);

function attentionOutputType(mixture: GgufMixture, base: GgmlType, { experts, falcon }: Traits): GgmlType {
  if (falcon) return mixture === 'Q3_K_L' ? 'Q4_K' : base;
  if (experts === 8) return EIGHT_EXPERT_OUTPUT.has(mixture) ? 'Q5_K' : base;
  switch (mixture) {
    case 'Q2_K':
      return 'Q3_K';
    case 'IQ3_XXS':
      return 'IQ3_S';
    case 'Q3_K_M':
    case 'IQ3_M':
      return 'Q4_K';
    case 'Q3_K_L':
      return 'Q5_K';
    default:
      return base;
  }
}

/** The first and the last eighth, and every third between (`use_more_bits`). */
function moreBits(index: number, count: number): boolean {
  const eighthOf = Math.floor(count / 8);
  return index < eighthOf || index >= Math.floor((7 * count) / 8) || (index - eighthOf) % 3 === 2;
}

function eighth({ layers }: Traits, times: number): number {
  return Math.floor((times * layers) / 8);
}

/** A row that is no whole number of blocks gets a type of smaller blocks, at last 16 bits (`tensor_type_fallback`). */
function fallback(type: GgmlType, columns: number): GgmlType {
  if (columns % GGML_TYPES[type][0] === 0) return type;
  const smaller = FALLBACKS[type] ?? type;
  return columns % GGML_TYPES[smaller][0] === 0 ? smaller : 'F16';
}

const FALLBACKS: Partial<Record<GgmlType, GgmlType>> = {
  IQ1_S: 'IQ4_NL',
  IQ1_M: 'IQ4_NL',
  IQ2_XXS: 'IQ4_NL',
  IQ2_XS: 'IQ4_NL',
  IQ2_S: 'IQ4_NL',
  IQ3_XXS: 'IQ4_NL',
  IQ3_S: 'IQ4_NL',
  IQ4_XS: 'IQ4_NL',
  Q2_K: 'Q4_0',
  Q3_K: 'Q4_0',
  TQ1_0: 'Q4_0',
  TQ2_0: 'Q4_0',
  Q4_K: 'Q5_0',
  Q5_K: 'Q5_1',
  Q6_K: 'Q8_0',
};
