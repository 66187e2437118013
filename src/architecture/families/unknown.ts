import { ConfigError } from '../config-error.ts';
import { CORE, always, denseFeedForward, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import type { Fields } from '../fields.ts';
import { EXPERTS, mixture, afterFirstDense } from '../mixture.ts';
import type { Attention, FeedForward } from '../types.ts';
import { allButEvery, patternedWindow } from '../windows.ts';
import type { Windows } from '../windows.ts';
import { latentAttention } from './deepseek.ts';

/** Fields of structures that have no reading as attention and feed-forward, and what they stand for. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^(ssm_|mamba_|state_size$|d_state$|time_step_|conv_kernel$)/, 'state-space (Mamba) layers'],
  [/^(linear_num_|linear_attn_config$|full_attention_interval$|attn_type_list$)/, 'linear-attention layers'],
  [/^(hybrid_|layers_block_type$|attn_layer_period$|block_types$)/, 'layers of several kinds'],
  [
    /^(num_kv_shared_layers|hidden_size_per_layer_input|altup_)/,
    'parameters and caches shared between layers',
  ],
  [/^(compress_ratios|compress_rates|o_lora_rank)$/, 'compressed attention'],
  [/^(attention_chunk_size|interleave_moe_layer_step)$/, 'chunked attention and interleaved experts'],
];

/** Fields that add to what is read, each with what goes uncounted. */
const UNCOUNTED: readonly (readonly [RegExp, string])[] = [
  [
    /^(index_topk|index_n_heads|index_head_dim)$/,
    'the indexer of its sparse attention (its weights and cached keys)',
  ],
  [/^(moe_latent_size|zero_expert_num)$/, 'its variation on mixture of experts'],
];

/** A model type that is not known, read by the fields that Llama, its mixtures of experts and DeepSeek share. */
export const unknown: Family = {
  modelTypes: [],
  needs: [...CORE, ['intermediate_size', 'moe_intermediate_size']],
  read(fields) {
    refuseOtherStructures(fields);
    const hasExperts = EXPERTS.some((name) => fields.count(name, 0) > 0);
    const isLatent = fields.has('kv_lora_rank');
    const attentionBias = fields.flag('attention_bias', fields.flag('use_bias', false));
    return readDecoder(fields, {
      qkvBias: fields.flag('qkv_bias', attentionBias),
      outputBias: attentionBias,
      ...(fields.flag('use_qk_norm', false) && { qkNorm: 'head' }),
      window: windows(fields),
      ...(isLatent && { attention: always(statedLatent(fields)) }),
      ...(hasExperts
        ? { feedForward: experts(fields) }
        : { mlpBias: fields.flag('mlp_bias', fields.flag('use_bias', false)) }),
      warnings: assumptions(fields, isLatent, hasExperts),
    });
  },
};

function refuseOtherStructures(fields: Fields): void {
  const found = REFUSED.flatMap(([pattern, meaning]) =>
    fields.matching(pattern).map((name) => ({ name, meaning })),
  );
  const first = found[0];
  if (first) {
    throw new ConfigError(
      `The model type ${typeName(fields)} is not known, and its field ${first.name} says that it has ` +
        `${first.meaning}, which this config reader cannot count. Pass the config of a known model type.`,
    );
  }
  if (fields.flag('is_encoder_decoder', false)) {
    throw new ConfigError('The config is of an encoder-decoder; decoder-only models can be read.');
  }
}

/** By `layer_types`, else by `sliding_window_pattern`, else on every layer; none where the config turns them off. */
function windows(fields: Fields): Windows {
  if (!fields.flag('use_sliding_window', true)) return always(null);
  const hasPeriod = fields.has('sliding_window_pattern');
  return patternedWindow(
    fields,
    hasPeriod ? allButEvery(fields.size('sliding_window_pattern')) : always(true),
  );
}

function statedLatent(fields: Fields): Attention {
  const missing = ['qk_nope_head_dim', 'qk_rope_head_dim', 'v_head_dim'].filter((name) => !fields.has(name));
  if (missing.length > 0) {
    throw new ConfigError(
      `The config has kv_lora_rank (latent attention) and lacks ${missing.join(', ')}.`,
      missing,
    );
  }
  return latentAttention(fields);
}

function experts(fields: Fields): (layer: number) => FeedForward {
  if (!fields.has('num_experts_per_tok')) {
    throw new ConfigError('The config has experts and lacks num_experts_per_tok.', ['num_experts_per_tok']);
  }
  const width = fields.size(fields.firstOf('moe_intermediate_size', 'intermediate_size'));
  const shared = fields.count('shared_expert_intermediate_size', fields.count('n_shared_experts', 0) * width);
  return afterFirstDense(
    fields,
    () => denseFeedForward(fields),
    () => mixture(fields, width, { sharedIntermediate: shared }),
  );
}

function assumptions(fields: Fields, isLatent: boolean, hasExperts: boolean): string[] {
  const attention = isLatent
    ? 'multi-head latent attention as in DeepSeek-V3'
    : 'softmax attention as in Llama';
  const feedForward = hasExperts
    ? 'gated experts as in DeepSeek-V3 and Qwen3'
    : 'a gated feed-forward as in Llama';
  const warnings = [
    `The model type ${typeName(fields)} is not known; its fields were read as ${attention} with ${feedForward}. ` +
      'Norms and biases may be counted wrongly.',
  ];
  const activation = fields.text('hidden_act') ?? fields.text('hidden_activation') ?? '';
  if (/^(gelu|relu)/.test(activation) && !hasExperts) {
    warnings.push(
      `Its activation is ${activation}: if its feed-forward has no gate, it has two matrices rather than the three counted.`,
    );
  }
  for (const [pattern, meaning] of UNCOUNTED) {
    if (fields.matching(pattern).length > 0) warnings.push(`Not counted: ${meaning}.`);
  }
  return warnings;
}

function typeName(fields: Fields): string {
  return JSON.stringify(fields.text('model_type')?.slice(0, 60) ?? null);
}
