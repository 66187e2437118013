import type { Family } from '../decoder.ts';
import { deepseekSparse, deepseekV2, deepseekV3 } from './deepseek.ts';
import { ernie, ernieMoe } from './ernie.ts';
import { falcon } from './falcon.ts';
import { gemma, gemma2, gemma3 } from './gemma.ts';
import { gemma4 } from './gemma4.ts';
import { glm4, glm4Moe } from './glm.ts';
import { gpt2 } from './gpt2.ts';
import { gptOss } from './gpt-oss.ts';
import { kimiLinear } from './kimi-linear.ts';
import { cohere, cohere2, hunyuan, seedOss, tiedLlama } from './like-llama.ts';
import { llama4 } from './llama4.ts';
import { llama, mistral, mixtral, olmo2, phi3 } from './llama.ts';
import { falconH1, graniteHybrid, lfm2 } from './mamba-hybrids.ts';
import { mimoV2Flash } from './mimo.ts';
import { minimax, minimaxM2 } from './minimax.ts';
import { nemotronH } from './nemotron-h.ts';
import { phi } from './phi.ts';
import { qwen35, qwen3Next } from './qwen-hybrid.ts';
import { qwen2, qwen2Moe, qwen3, qwen3Moe } from './qwen.ts';

/** Every family whose parameters were checked against its modeling code in transformers 5.23. */
export const FAMILIES: readonly Family[] = [
  llama,
  mistral,
  mixtral,
  phi3,
  phi,
  olmo2,
  qwen2,
  qwen2Moe,
  qwen3,
  qwen3Moe,
  gemma,
  gemma2,
  gemma3,
  glm4,
  glm4Moe,
  gptOss,
  deepseekV2,
  deepseekV3,
  deepseekSparse,
  qwen3Next,
  qwen35,
  kimiLinear,
  minimax,
  minimaxM2,
  mimoV2Flash,
  llama4,
  gemma4,
  tiedLlama,
  seedOss,
  cohere,
  cohere2,
  hunyuan,
  ernie,
  ernieMoe,
  falconH1,
  graniteHybrid,
  lfm2,
  nemotronH,
  falcon,
  gpt2,
];
