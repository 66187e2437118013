import type { Family } from '../decoder.ts';
import { deepseekV2, deepseekV3 } from './deepseek.ts';
import { falcon } from './falcon.ts';
import { gemma, gemma2, gemma3 } from './gemma.ts';
import { glm4, glm4Moe } from './glm.ts';
import { gpt2 } from './gpt2.ts';
import { gptOss } from './gpt-oss.ts';
import { llama, mistral, mixtral, olmo2, phi3 } from './llama.ts';
import { qwen2, qwen2Moe, qwen3, qwen3Moe } from './qwen.ts';

/** Every family whose parameters were checked against its modeling code in transformers 5.23. */
export const FAMILIES: readonly Family[] = [
  llama,
  mistral,
  mixtral,
  phi3,
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
  falcon,
  gpt2,
];
