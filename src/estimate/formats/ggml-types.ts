/**
 * The tensor types of GGML: weights a block and bytes a block, as `GGML_QUANT_SIZES` of llama.cpp's gguf-py states them
 * (read in the source that llama-cpp-python 0.3.36 carries). A row is a whole number of blocks.
 */
export const GGML_TYPES = {
  F32: [1, 4],
  F16: [1, 2],
  BF16: [1, 2],
  Q8_0: [32, 34],
  Q6_K: [256, 210],
  Q5_K: [256, 176],
  Q5_1: [32, 24],
  Q5_0: [32, 22],
  Q4_K: [256, 144],
  Q4_1: [32, 20],
  Q4_0: [32, 18],
  IQ4_NL: [32, 18],
  IQ4_XS: [256, 136],
  MXFP4: [32, 17],
  NVFP4: [64, 36],
  Q3_K: [256, 110],
  IQ3_S: [256, 110],
  IQ3_XXS: [256, 98],
  Q2_K: [256, 84],
  IQ2_S: [256, 82],
  IQ2_XS: [256, 74],
  IQ2_XXS: [256, 66],
  Q2_0: [64, 18],
  TQ2_0: [256, 66],
  TQ1_0: [256, 54],
  IQ1_M: [256, 56],
  IQ1_S: [256, 50],
  Q1_0: [128, 18],
} as const satisfies Record<string, readonly [weights: number, bytes: number]>;
export type GgmlType = keyof typeof GGML_TYPES;

/** Bits a weight of a block, scales included. */
export function ggmlBits(type: GgmlType): number {
  const [weights, bytes] = GGML_TYPES[type];
  return (8 * bytes) / weights;
}

/** Bytes of a tensor whose rows have `columns` weights. */
export function ggmlBytes(type: GgmlType, columns: number, elements: number): number {
  const [weights, bytes] = GGML_TYPES[type];
  return (elements / columns) * Math.ceil(columns / weights) * bytes;
}
