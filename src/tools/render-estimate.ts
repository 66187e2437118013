import { formatBytes, grouped } from '../estimate/units.ts';
import type { VramAnswer } from './vram-schema.ts';

const CERTAINTY = { exact: '精确 exact', modelled: '模型 modelled', assumed: '假设 assumed' } as const;
const FITS = { yes: '放得下 fits', tight: '勉强 tight', no: '放不下 does not fit' } as const;

/** A memory estimate as text to read, every number with its formula. */
export function renderEstimate(answer: VramAnswer): string {
  const settings = Object.entries(answer.settings).map(
    ([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : value}`,
  );
  return [
    `**${answer.subject}｜${answer.task}**（${settings.join('，')}）`,
    `每卡 / per GPU: **${formatBytes(answer.per_gpu_bytes)}**（${grouped(answer.per_gpu_bytes)} B），范围 / range ${formatBytes(answer.range.low)} – ${formatBytes(answer.range.high)}`,
    ...(answer.gpus > 1
      ? [`${answer.gpus} 卡合计 / total over ${answer.gpus} GPUs: ${formatBytes(answer.total_bytes)}`]
      : []),
    '',
    '| 部分 | 大小 | 依据 | 公式 |',
    '|---|---|---|---|',
    ...answer.components.map(
      ({ name, bytes, certainty, formula }) =>
        `| ${name} | ${formatBytes(bytes)} | ${CERTAINTY[certainty]} | ${formula} |`,
    ),
    '',
    ...(answer.kv_tokens === undefined
      ? []
      : [
          `**kv_tokens ${grouped(answer.kv_tokens)}**，这么长的序列同时 / sequences of this length at once: ${grouped(answer.max_sequences ?? 0)}；预留 / reserved ${formatBytes(answer.reserved_bytes ?? 0)}；${answer.kv_tokens_formula ?? ''}`,
        ]),
    ...(answer.phases === undefined || answer.phases.length < 2
      ? []
      : [
          `阶段 / phases: ${answer.phases.map(({ name, bytes }) => `${name} ${formatBytes(bytes)}`).join('，')}（取最大 / the largest counts）`,
        ]),
    ...(answer.allocated_bytes === undefined
      ? []
      : [
          `分配器峰值 / allocator peak (without CUDA context and NCCL): ${formatBytes(answer.allocated_bytes)}`,
        ]),
    ...(answer.host_bytes === undefined || answer.host_bytes === 0
      ? []
      : [`主存 / host memory: ${formatBytes(answer.host_bytes)}`]),
    ...(answer.fits.length > 0
      ? [
          `能否放下 / fits: ${answer.fits.map(({ title, memory_bytes, fits, headroom_bytes }) => `${title}（${formatBytes(memory_bytes)}）${FITS[fits]}${fits === 'no' ? `，差 / short ${formatBytes(-headroom_bytes)}` : ''}`).join('；')}`,
        ]
      : []),
    ...answer.warnings.map((line) => `⚠ ${line}`),
    `假设 / assumptions:\n${answer.assumptions.map((line) => `- ${line}`).join('\n')}`,
    `推导 / derivation: ${[...new Set(answer.components.map(({ source }) => source))].join(', ')}`,
  ].join('\n');
}
