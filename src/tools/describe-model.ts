import * as z from 'zod';
import { PARAMETER_ROLES } from '../architecture/parameter-group.ts';
import { countParameters } from '../architecture/parameters.ts';
import { stateElements } from '../architecture/recurrence.ts';
import type { Attention, FeedForward, Layer, ModelArchitecture, Recurrence } from '../architecture/types.ts';
import { kvBytesPerToken, kvCacheBytes, recurrentStateBytes } from '../estimate/kv-cache.ts';
import { formatBytes, grouped } from '../estimate/units.ts';
import { weightBytes } from '../estimate/weights.ts';
import { defineDataTool } from './define-tool.ts';
import { modelParameters, requireArchitecture } from './find-model.ts';

const Output = z.object({
  name: z.string(),
  hub: z.string().optional(),
  organisation: z.string().optional(),
  released: z.string().optional(),
  license: z.string().optional(),
  published: z.string().optional(),
  source: z.string().optional(),
  layers: z.int(),
  hidden_size: z.int(),
  vocab_size: z.int(),
  tied_embeddings: z.boolean(),
  max_context: z.int().optional(),
  attention: z.array(z.object({ layers: z.int(), description: z.string() })),
  feed_forward: z.array(z.object({ layers: z.int(), description: z.string() })),
  parameters: z.object({ total: z.int(), active: z.int(), by_part: z.record(z.string(), z.int()) }),
  weight_bytes_bf16: z.int(),
  kv_bytes_per_token_bf16: z.int(),
  kv_bytes_at_32768_tokens_bf16: z.int(),
  recurrent_state_bytes: z.int().optional(),
  warnings: z.array(z.string()),
});

export const describeModel = defineDataTool({
  name: 'describe_model',
  title: '模型结构 · Describe a model',
  description:
    '一个模型的结构与精确参数量：各部分、总量与激活量，注意力与前馈逐层的种类，每 token KV 字节，来源。\n' +
    'A model’s architecture and exact parameter counts (by part, total, active), kinds of layers, KV bytes per token, source.',
  input: z.strictObject(modelParameters),
  output: Output,
  answer: (args, { book }) => {
    const { name, architecture, facts } = requireArchitecture(book, args);
    const { total, active, byRole } = countParameters(architecture);
    const recurrentState = recurrentStateBytes(architecture, 1);
    return {
      name,
      ...(facts === undefined
        ? {}
        : {
            hub: facts.hub,
            organisation: facts.organisation,
            released: facts.released,
            license: facts.license,
            published:
              facts.published.label +
              (facts.published.active_label === undefined ? '' : ` / ${facts.published.active_label} active`),
            source: facts.source,
          }),
      layers: architecture.layers.length,
      hidden_size: architecture.hiddenSize,
      vocab_size: architecture.vocabSize,
      tied_embeddings: architecture.tiedEmbeddings,
      ...(architecture.maxContext === null ? {} : { max_context: architecture.maxContext }),
      attention: kinds(architecture, describeMixer),
      feed_forward: kinds(architecture, ({ feedForward }) => describeFeedForward(feedForward)),
      parameters: {
        total,
        active,
        by_part: Object.fromEntries(
          PARAMETER_ROLES.filter((role) => byRole[role] > 0).map((role) => [role, byRole[role]]),
        ),
      },
      weight_bytes_bf16: weightBytes(architecture, 'bf16').bytes,
      kv_bytes_per_token_bf16: kvBytesPerToken(architecture, 'bf16'),
      kv_bytes_at_32768_tokens_bf16: kvCacheBytes(architecture, 'bf16', 32_768, 1),
      ...(recurrentState === 0 ? {} : { recurrent_state_bytes: recurrentState }),
      warnings: [...architecture.warnings],
    };
  },
  text: (model) =>
    [
      `**${model.name}**${model.hub === undefined ? '' : `（${model.hub}，${model.organisation ?? ''}，${model.released ?? ''}，${model.license ?? ''}）`}`,
      `${model.layers} 层，宽 ${grouped(model.hidden_size)}，词表 ${grouped(model.vocab_size)}${model.tied_embeddings ? '（输入输出嵌入共享 / tied）' : ''}${model.max_context === undefined ? '' : `，上下文 ${grouped(model.max_context)}`}`,
      ...model.attention.map(({ layers, description }) => `注意力 × ${layers}: ${description}`),
      ...model.feed_forward.map(({ layers, description }) => `前馈 × ${layers}: ${description}`),
      `参数 / parameters: **${grouped(model.parameters.total)}**${model.parameters.active < model.parameters.total ? `，每 token 激活 / active ${grouped(model.parameters.active)}` : ''}${model.published === undefined ? '' : `（公布 / published ${model.published}）`}`,
      ...Object.entries(model.parameters.by_part).map(([part, count]) => `- ${part}: ${grouped(count)}`),
      `bf16 权重 / weights ${formatBytes(model.weight_bytes_bf16)}；KV ${grouped(model.kv_bytes_per_token_bf16)} B/token，32,768 token 时 ${formatBytes(model.kv_bytes_at_32768_tokens_bf16)}${model.recurrent_state_bytes === undefined ? '' : `；循环状态 / recurrent state ${formatBytes(model.recurrent_state_bytes)} / 序列 sequence`}`,
      ...model.warnings.map((line) => `⚠ ${line}`),
      ...(model.source === undefined ? [] : [`来源 / source: ${model.source}`]),
    ].join('\n'),
});

/** How many layers of each kind there are, in order of first appearance. */
function kinds(
  { layers }: ModelArchitecture,
  describe: (layer: ModelArchitecture['layers'][number]) => string,
): { layers: number; description: string }[] {
  const counts = new Map<string, number>();
  for (const layer of layers) counts.set(describe(layer), (counts.get(describe(layer)) ?? 0) + 1);
  return [...counts].map(([description, count]) => ({ layers: count, description }));
}

/** Attention, the recurrence in its place, or both side by side. */
function describeMixer({ attention, recurrence }: Layer): string {
  const described = recurrence === undefined ? [] : [describeRecurrence(recurrence)];
  if (attention.kind !== 'none' || described.length === 0) described.unshift(describeAttention(attention));
  return described.join(' + ');
}

const RECURRENCE_NAMES: Record<Recurrence['kind'], string> = {
  'gated-deltanet': 'Gated DeltaNet',
  kda: 'Kimi Delta Attention',
  lightning: 'Lightning Attention',
  mamba2: 'Mamba-2',
  'short-conv': '短卷积 short convolution',
};

function describeRecurrence(recurrence: Recurrence): string {
  const { kind, heads, keyDim, valueDim, convKernel } = recurrence;
  const matrices = heads > 0 ? `，${heads} 头 × ${keyDim} × ${valueDim}` : '';
  const convolution = convKernel > 0 ? `，卷积 conv ${convKernel}` : '';
  return `${RECURRENCE_NAMES[kind]}${matrices}${convolution}，状态 state ${grouped(stateElements(recurrence))}`;
}

function describeAttention(attention: Attention): string {
  if (attention.kind === 'none') return '无 none';
  if (attention.kind === 'mla') {
    const { heads, kvLoraRank, qkRopeDim, qkNopeDim, vDim, qLoraRank, sparse } = attention;
    return `MLA，${heads} 头，latent ${kvLoraRank} + RoPE ${qkRopeDim}（qk ${qkNopeDim} + ${qkRopeDim}，v ${vDim}${qLoraRank === null ? '' : `，q latent ${qLoraRank}`}）${sparse === undefined ? '' : `，DSA top-${grouped(sparse.topK)}${sparse.indexer === undefined ? '（沿用前层 reused）' : `，索引 indexer ${sparse.indexer.heads} × ${sparse.indexer.headDim}`}`}`;
  }
  const { heads, kvHeads, headDim, valueDim, window, chunked, sharing, outputGate } = attention;
  const kind = kvHeads === heads ? 'MHA' : kvHeads === 1 ? 'MQA' : 'GQA';
  return [
    kind,
    `${heads} 头 × ${headDim}`,
    `KV 头 ${kvHeads}`,
    ...(valueDim === undefined ? [] : [`v ${valueDim}`]),
    ...(window === undefined ? [] : [`${chunked ? '分块 chunk' : '窗口'} ${grouped(window)}`]),
    ...(outputGate ? ['输出门 output gate'] : []),
    ...(sharing === 'layer' ? ['沿用前层 KV · KV of an earlier layer'] : []),
    ...(sharing === 'key' ? ['V 取自 K 投影 · V from the K projection'] : []),
  ].join('，');
}

function describeFeedForward(feedForward: FeedForward): string {
  if (feedForward.kind === 'none') return '无 none';
  if (feedForward.kind === 'dense')
    return `稠密 dense${feedForward.gated ? '（门控 gated）' : ''}，宽 ${grouped(feedForward.intermediate)}`;
  const { experts, activeExperts, intermediate, sharedIntermediate } = feedForward;
  return `MoE，${experts} 专家选 ${activeExperts}，各宽 ${grouped(intermediate)}${sharedIntermediate > 0 ? `，共享专家宽 ${grouped(sharedIntermediate)}` : ''}`;
}
