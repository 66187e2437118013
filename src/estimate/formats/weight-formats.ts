import { GGML_TYPES, ggmlBits } from './ggml-types.ts';
import { GGUF_MIXTURES, type GgufMixture } from './gguf-mixture.ts';

/** Where a format's bits a weight come from, and which tensors it leaves in 16 bits. */
export interface WeightFormat {
  /** Bits a weight of a quantised matrix takes, scales and zero points included. */
  readonly bits: number;
  /** What is stored in this format; everything else stays in 16 bits. */
  readonly covers: 'everything' | 'linear' | 'experts-or-linear' | 'by-tensor';
  readonly certainty: 'exact' | 'modelled';
  readonly how: string;
}

const half = (bits: number, how: string): WeightFormat => ({
  bits,
  covers: 'everything',
  certainty: 'exact',
  how,
});
const linear = (bits: number, how: string): WeightFormat => ({
  bits,
  covers: 'linear',
  certainty: 'modelled',
  how,
});
/**
 * Bits a weight, by format. Of a GGUF mixture, those of the type that most of its tensors have; which have another is
 * decided tensor by tensor (`gguf-mixture.ts`).
 */
const CHECKPOINT_FORMATS = {
  fp32: half(32, '4 B a weight'),
  bf16: half(16, '2 B a weight'),
  fp16: half(16, '2 B a weight'),
  fp8: linear(8 + 32 / (128 * 128), '1 B a weight + one fp32 scale a 128×128 block'),
  int8: linear(8, '1 B a weight; one scale a channel, below 0.1 %'),
  int4: linear(4 + 16 / 128 + 4 / 128, '4 bits + fp16 scale and 4-bit zero point a group of 128'),
  'gptq-int4': linear(4 + 16 / 128 + 4 / 128, '4 bits + fp16 scale and 4-bit zero point a group of 128'),
  'awq-int4': linear(4 + 16 / 128 + 4 / 128, '4 bits + fp16 scale and 4-bit zero point a group of 128'),
  'nf4-single': linear(4 + 32 / 64, '4 bits + fp32 absmax a block of 64 (no double quantisation)'),
  nf4: linear(
    4 + 8 / 64 + 32 / (64 * 256),
    '4 bits + 8-bit absmax a block of 64 + fp32 a 256 blocks (double quantisation)',
  ),
  mxfp4: {
    bits: 4 + 8 / 32,
    covers: 'experts-or-linear',
    certainty: 'modelled',
    how: '4 bits + E8M0 scale a block of 32',
  },
  nvfp4: linear(4 + 8 / 16, '4 bits + FP8 scale a block of 16'),
} as const satisfies Record<string, WeightFormat>;
type CheckpointFormatName = keyof typeof CHECKPOINT_FORMATS;

const MIXTURES = Object.fromEntries(
  Object.entries(GGUF_MIXTURES).map(([name, type]) => [
    name,
    {
      bits: ggmlBits(type),
      covers: 'by-tensor',
      certainty: name in { F32: 0, F16: 0, BF16: 0 } ? 'exact' : 'modelled',
      how: `${type} for most tensors, ${GGML_TYPES[type].join(' weights in ')} B, others as llama-quantize chooses`,
    },
  ]),
) as Record<GgufMixture, WeightFormat>;

export const WEIGHT_FORMATS: Readonly<Record<WeightFormatName, WeightFormat>> = {
  ...CHECKPOINT_FORMATS,
  ...MIXTURES,
};
export type WeightFormatName = CheckpointFormatName | GgufMixture;
export const WEIGHT_FORMAT_NAMES = Object.keys(WEIGHT_FORMATS) as [WeightFormatName, ...WeightFormatName[]];

/** Names that llama-quantize also takes, or that files are called by. */
const ALIASES: Readonly<Record<string, WeightFormatName>> = {
  q3_k: 'Q3_K_M',
  q4_k: 'Q4_K_M',
  q5_k: 'Q5_K_M',
  float32: 'fp32',
  float16: 'fp16',
  bfloat16: 'bf16',
  gptq: 'gptq-int4',
  awq: 'awq-int4',
  fp4: 'nvfp4',
};

/** The format of this name in any case, with a hyphen or an underscore; undefined where there is none. */
export function findWeightFormat(name: string): WeightFormatName | undefined {
  const plain = name.trim().toLowerCase().replace(/^ud-/, '');
  return (
    WEIGHT_FORMAT_NAMES.find(
      (known) => known.toLowerCase().replaceAll('-', '_') === plain.replaceAll('-', '_'),
    ) ?? ALIASES[plain]
  );
}

/** Bytes a cached element, by format; the GGML types carry an fp16 scale (and minimum) for each block of 32. */
export const KV_FORMATS = {
  fp32: 4,
  bf16: 2,
  fp16: 2,
  fp8: 1,
  int8: 1,
  q8_0: 34 / 32,
  q5_1: 24 / 32,
  q5_0: 22 / 32,
  q4_1: 20 / 32,
  q4_0: 18 / 32,
  iq4_nl: 18 / 32,
} as const;
export type KvFormatName = keyof typeof KV_FORMATS;
export const KV_FORMAT_NAMES = Object.keys(KV_FORMATS) as [KvFormatName, ...KvFormatName[]];

const KV_ALIASES: Readonly<Record<string, KvFormatName>> = {
  f32: 'fp32',
  f16: 'fp16',
  auto: 'bf16',
  float16: 'fp16',
  bfloat16: 'bf16',
  fp8_e4m3: 'fp8',
  fp8_e5m2: 'fp8',
};

/** The cache format of this name, in any case; undefined where there is none. */
export function findKvFormat(name: string): KvFormatName | undefined {
  const plain = name.trim().toLowerCase();
  return KV_FORMAT_NAMES.find((known) => known === plain) ?? KV_ALIASES[plain];
}
