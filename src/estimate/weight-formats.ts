/** Where a format's bits a weight come from, and which tensors it leaves in 16 bits. */
export interface WeightFormat {
  /** Bits a weight of a quantised matrix takes, scales and zero points included. */
  readonly bits: number;
  /** What is stored in this format; everything else stays in 16 bits. */
  readonly covers: 'everything' | 'linear' | 'experts-or-linear';
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
const ggml = (bits: number, how: string): WeightFormat => ({
  bits,
  covers: 'everything',
  certainty: 'modelled',
  how,
});

/**
 * Bits a weight, by format. Block layouts of the GGML types are those of ggml-common.h: a block of 256 weights for
 * the K types, of 32 for the legacy ones. Mixtures (`_M`, `_S`) raise some tensors to a larger type; theirs are the
 * bits a weight that llama.cpp reports on dense models of 7 B and more.
 */
export const WEIGHT_FORMATS = {
  fp32: half(32, '4 B a weight'),
  bf16: half(16, '2 B a weight'),
  fp16: half(16, '2 B a weight'),
  fp8: linear(8 + 32 / (128 * 128), '1 B a weight + one fp32 scale a 128×128 block'),
  int8: linear(8, '1 B a weight; one scale a channel, below 0.1 %'),
  int4: linear(4 + 16 / 128 + 4 / 128, '4 bits + fp16 scale and 4-bit zero point a group of 128'),
  'gptq-int4': linear(4 + 16 / 128 + 4 / 128, '4 bits + fp16 scale and 4-bit zero point a group of 128'),
  'awq-int4': linear(4 + 16 / 128 + 4 / 128, '4 bits + fp16 scale and 4-bit zero point a group of 128'),
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
  Q8_0: ggml(8.5, '32 × 8 bits + fp16 scale a block'),
  Q6_K: ggml(6.5625, '210 B a block of 256'),
  Q5_K_M: ggml(5.67, 'Q5_K with Q6_K for some tensors, as reported by llama.cpp'),
  Q4_K_M: ggml(4.87, 'Q4_K with Q6_K for some tensors, as reported by llama.cpp'),
  Q4_0: ggml(4.6, '32 × 4 bits + fp16 scale a block, output head in Q6_K'),
} as const satisfies Record<string, WeightFormat>;
export type WeightFormatName = keyof typeof WEIGHT_FORMATS;
export const WEIGHT_FORMAT_NAMES = Object.keys(WEIGHT_FORMATS) as [WeightFormatName, ...WeightFormatName[]];

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
} as const;
export type KvFormatName = keyof typeof KV_FORMATS;
export const KV_FORMAT_NAMES = Object.keys(KV_FORMATS) as [KvFormatName, ...KvFormatName[]];
