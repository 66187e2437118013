import * as z from 'zod';
import type { ModelArchitecture } from '../architecture/types.ts';
import {
  attentionCost,
  VARIANTS,
  type AttentionGeometry,
  type Variant,
} from '../estimate/attention-variants.ts';
import { formatBytes, grouped } from '../estimate/units.ts';
import { KV_FORMAT_NAMES } from '../estimate/formats/weight-formats.ts';
import type { Book } from '../knowledge/book.ts';
import { citedKeys, referenceLine } from '../knowledge/citations.ts';
import { AskError, defineDataTool } from './define-tool.ts';
import { kvFormat } from './format-parameters.ts';
import { findArchitecture, modelParameters } from './find-model.ts';

const Row = z.object({
  variant: z.enum(VARIANTS),
  name: z.string(),
  kv_bytes_per_token: z.int(),
  kv_bytes_total: z.int(),
  ratio_to_mha: z.number(),
  times_less_than_mha: z.number(),
  attention_flops_per_token: z.number(),
  bytes_read_per_token: z.int(),
  flops_per_byte: z.number(),
  used_by: z.string(),
  quality: z.string(),
  formula: z.string(),
  note: z.string(),
});

const Output = z.object({
  subject: z.string(),
  own_variant: z.enum(VARIANTS).optional(),
  geometry: z.object({
    layers: z.int(),
    heads: z.int(),
    head_dim: z.int(),
    kv_heads: z.int(),
    kv_lora_rank: z.int(),
    qk_rope_head_dim: z.int(),
    window: z.int(),
  }),
  context_length: z.int(),
  batch_size: z.int(),
  kv_format: z.enum(KV_FORMAT_NAMES),
  rows: z.array(Row),
  assumptions: z.array(z.string()),
  references: z.array(z.string()),
});

const Size = z.int().min(1);

export const compareAttentionVariants = defineDataTool({
  name: 'compare_attention_variants',
  title: '比较注意力变体 · Compare attention variants',
  description:
    '在某个模型或给定几何上比较 MHA、GQA、MQA、MLA、滑动窗口、NSA：KV 缓存字节、解码 FLOPs 与读取字节、谁在用、质量代价，附公式。\n' +
    'Compare attention variants on a model or a geometry: KV-cache bytes, FLOPs and bytes read per decoded token, who uses each, quality, formulas.',
  input: z.strictObject({
    variants: z
      .array(z.enum(VARIANTS))
      .min(1)
      .max(VARIANTS.length)
      .optional()
      .describe('默认全部 / default: all'),
    ...modelParameters,
    layers: Size.max(2000).optional().describe('不给模型时的几何 / geometry when no model is named'),
    heads: Size.max(4096).optional(),
    head_dim: Size.max(4096).optional(),
    kv_heads: Size.max(4096).optional(),
    context_length: Size.max(100_000_000).default(8192),
    batch_size: Size.max(100_000).default(1),
    kv_format: kvFormat.default('bf16'),
  }),
  output: Output,
  answer: (args, { book }) => {
    const { subject, geometry, own } = subjectOf(book, args);
    const wanted = args.variants ?? VARIANTS;
    const costOf = (variant: Variant) =>
      attentionCost(variant, geometry, args.context_length, args.batch_size, args.kv_format);
    const mha = costOf('mha');
    const rows = VARIANTS.filter((variant) => wanted.includes(variant)).map((variant) => {
      const cost = costOf(variant);
      const ratio = cost.bytesTotal / mha.bytesTotal;
      return {
        variant,
        ...told(book, variant),
        kv_bytes_per_token: cost.bytesPerToken,
        kv_bytes_total: cost.bytesTotal,
        ratio_to_mha: Number(ratio.toPrecision(6)),
        times_less_than_mha: Number((1 / ratio).toPrecision(6)),
        attention_flops_per_token: cost.flopsPerToken,
        bytes_read_per_token: cost.bytesRead,
        flops_per_byte: Number((cost.flopsPerToken / cost.bytesRead).toPrecision(4)),
        formula: cost.formula,
      };
    });
    const keys = citedKeys(rows.map(({ quality, used_by }) => `${quality} ${used_by}`).join(' '));
    return {
      subject,
      ...(own === undefined ? {} : { own_variant: own }),
      geometry: {
        layers: geometry.layers,
        heads: geometry.heads,
        head_dim: geometry.headDim,
        kv_heads: geometry.kvHeads,
        kv_lora_rank: geometry.latent,
        qk_rope_head_dim: geometry.ropeKey,
        window: geometry.window,
      },
      context_length: args.context_length,
      batch_size: args.batch_size,
      kv_format: args.kv_format,
      rows,
      assumptions: [
        'FLOPs 只计打分与加权，不计投影；读取按一条序列解码一个 token 计 · FLOPs of scores and weighted sums, without projections; bytes read by one sequence for one decoded token',
        ...(wanted.includes('nsa')
          ? [
              'NSA 取论文设置（块 32、步长 16、选 16 块 × 64、窗口 512），KV 大小由结构推算 · NSA with the paper’s settings, its cache derived from the structure',
            ]
          : []),
      ],
      references: keys.flatMap((key) => {
        const reference = book.reference(key);
        return reference === undefined ? [] : [referenceLine(reference)];
      }),
    };
  },
  text: (answer) =>
    [
      `${answer.subject}：${answer.geometry.layers} 层，${answer.geometry.heads} 头 × ${answer.geometry.head_dim}，KV 头 ${answer.geometry.kv_heads}；上下文 ${grouped(answer.context_length)}，批 ${answer.batch_size}，KV ${answer.kv_format}` +
        (answer.own_variant === undefined
          ? ''
          : `；该模型自用 / its own: ${answer.own_variant.toUpperCase()}`),
      '',
      '| 变体 | KV / token | KV 总量 | 相对 MHA | 解码注意力 FLOPs | 读取字节 | FLOP/B |',
      '|---|---|---|---|---|---|---|',
      ...answer.rows.map(
        (row) =>
          `| ${row.name} | ${grouped(row.kv_bytes_per_token)} B | ${formatBytes(row.kv_bytes_total)} | ${share(row.ratio_to_mha)}（1/${row.times_less_than_mha.toFixed(1)}） | ${row.attention_flops_per_token.toExponential(2)} | ${formatBytes(row.bytes_read_per_token)} | ${row.flops_per_byte} |`,
      ),
      '',
      ...answer.rows.map(
        (row) =>
          `- **${row.name}** ${row.formula}\n  用者 / used by: ${row.used_by}\n  质量 / quality: ${row.quality}\n  ${row.note}`,
      ),
      '',
      `假设 / assumptions:\n${answer.assumptions.map((line) => `- ${line}`).join('\n')}`,
      ...(answer.references.length > 0
        ? [`引用 · References\n${answer.references.map((line) => `- ${line}`).join('\n')}`]
        : []),
    ].join('\n'),
});

function share(ratio: number): string {
  return `${(100 * ratio).toFixed(ratio < 0.1 ? 2 : 1)} %`;
}

/** What the book's comparison says of a variant beside its numbers. */
function told(
  book: Book,
  variant: Variant,
): { name: string; used_by: string; quality: string; note: string } {
  const family = book.comparisons.find(({ family: name }) => name === 'attention');
  const concept = family?.concepts.find(({ key }) => key === variant);
  return {
    name: concept?.name ?? variant.toUpperCase(),
    used_by: concept?.cells['adopters'] ?? '—',
    quality: concept?.cells['quality'] ?? '—',
    note: `notes://note/${concept?.note ?? '2.1'}`,
  };
}

interface GeometryArguments {
  readonly model?: string | undefined;
  readonly config?: Record<string, unknown> | undefined;
  readonly layers?: number | undefined;
  readonly heads?: number | undefined;
  readonly head_dim?: number | undefined;
  readonly kv_heads?: number | undefined;
}

function subjectOf(
  book: Book,
  args: GeometryArguments,
): { subject: string; geometry: AttentionGeometry; own?: Variant } {
  const { layers, heads, head_dim, kv_heads } = args;
  const given = Object.entries({ layers, heads, head_dim, kv_heads }).filter(
    ([, value]) => value !== undefined,
  );
  const found = findArchitecture(book, args);
  if (found !== undefined) {
    if (given.length > 0)
      throw new AskError(
        `${given.map(([key]) => key).join(', ')}: 已给模型，不能再给几何 / a model was named; leave the geometry out`,
      );
    const { geometry, own } = geometryOf(found.architecture);
    return { subject: found.name, geometry, own };
  }
  if (layers === undefined || heads === undefined || head_dim === undefined) {
    throw new AskError(
      'model: 缺少。给 model、config，或几何 layers、heads、head_dim（可加 kv_heads）/ pass model, config, or the geometry: layers, heads, head_dim and optionally kv_heads',
    );
  }
  const groups = kv_heads ?? groupsOf(heads);
  if (heads % groups !== 0)
    throw new AskError(
      `kv_heads: ${heads} 个头不能分成 ${groups} 组 / ${heads} heads do not divide into ${groups} groups`,
    );
  return {
    subject: '给定几何 / given geometry',
    geometry: { ...DEEPSEEK_LATENT, ...DEFAULT_WINDOW, layers, heads, headDim: head_dim, kvHeads: groups },
  };
}

/** MLA's latent and RoPE key in DeepSeek-V2 and V3, and Mistral 7B's window, where the model has none of its own. */
const DEEPSEEK_LATENT = { latent: 512, ropeKey: 64 } as const;
const DEFAULT_WINDOW = { window: 4096 } as const;

function geometryOf({ layers }: ModelArchitecture): { geometry: AttentionGeometry; own: Variant } {
  const attentions = layers.map(({ attention }) => attention);
  const attending = attentions.filter(({ kind }) => kind !== 'none').length;
  const first = attentions.find((attention) => attention.kind !== 'none');
  if (first === undefined)
    throw new AskError(
      'model: 该模型没有注意力层；给几何 layers、heads、head_dim / the model has no attention layers: pass a geometry',
    );
  const base = { ...DEEPSEEK_LATENT, ...DEFAULT_WINDOW, layers: attending, heads: first.heads };
  if (first.kind === 'mla') {
    return {
      geometry: {
        ...base,
        headDim: first.vDim,
        kvHeads: groupsOf(first.heads),
        latent: first.kvLoraRank,
        ropeKey: first.qkRopeDim,
      },
      own: 'mla',
    };
  }
  const window = attentions
    .map((attention) => (attention.kind === 'softmax' ? attention.window : undefined))
    .find((size) => size !== undefined);
  const own: Variant =
    window !== undefined
      ? 'sliding-window'
      : first.kvHeads === first.heads
        ? 'mha'
        : first.kvHeads === 1
          ? 'mqa'
          : 'gqa';
  const kvHeads = first.kvHeads > 1 && first.kvHeads < first.heads ? first.kvHeads : groupsOf(first.heads);
  return {
    geometry: { ...base, headDim: first.headDim, kvHeads, ...(window === undefined ? {} : { window }) },
    own,
  };
}

/** Eight groups, as most models have, or the next fewer that divide the heads. */
function groupsOf(heads: number): number {
  return [8, 4, 2].find((groups) => heads % groups === 0 && groups < heads) ?? 1;
}
