/** Small but complete configs, one a structure. */
export const LLAMA = {
  model_type: 'llama',
  hidden_size: 64,
  intermediate_size: 160,
  num_hidden_layers: 3,
  num_attention_heads: 8,
  num_key_value_heads: 2,
  vocab_size: 1000,
  max_position_embeddings: 512,
  tie_word_embeddings: false,
};

export const QWEN3_MOE = {
  ...LLAMA,
  model_type: 'qwen3_moe',
  head_dim: 16,
  moe_intermediate_size: 24,
  num_experts: 10,
  num_experts_per_tok: 3,
};

export const DEEPSEEK = {
  ...LLAMA,
  model_type: 'deepseek_v3',
  num_key_value_heads: 8,
  moe_intermediate_size: 24,
  n_routed_experts: 10,
  n_shared_experts: 1,
  num_experts_per_tok: 3,
  first_k_dense_replace: 1,
  kv_lora_rank: 32,
  q_lora_rank: 48,
  qk_nope_head_dim: 8,
  qk_rope_head_dim: 4,
  v_head_dim: 8,
};

export const GPT_OSS = {
  ...LLAMA,
  model_type: 'gpt_oss',
  num_hidden_layers: 4,
  head_dim: 16,
  num_local_experts: 10,
  num_experts_per_tok: 3,
  sliding_window: 128,
};

export const FALCON = {
  model_type: 'falcon',
  hidden_size: 64,
  num_hidden_layers: 3,
  num_attention_heads: 8,
  vocab_size: 1000,
};

export const GPT2 = {
  model_type: 'gpt2',
  n_embd: 64,
  n_layer: 3,
  n_head: 8,
  n_positions: 128,
  vocab_size: 1000,
};
