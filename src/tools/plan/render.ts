import { formatBytes, grouped } from '../../estimate/units.ts';
import type { Plan, Speed } from './schema.ts';

/** A plan as a text. */
export function renderPlan({
  subject,
  task,
  context_length,
  batch_size,
  options,
  limits,
  assumptions,
}: Plan): string {
  return [
    `**${subject}**｜${task}，上下文 ${grouped(context_length)}，${task === 'inference' ? '并发' : '每卡微批'} ${grouped(batch_size)}`,
    ...(limits === undefined
      ? []
      : [
          `${limits.gpus} × ${limits.accelerator}，${limits.weight_format}：${limits.fits ? '放得下 fits' : '放不下 does not fit'}；最长上下文 / longest context ${grouped(limits.longest_context)}，最大并发 / largest batch ${grouped(limits.largest_batch)}${limits.best_format === undefined ? '' : `，可用的最好格式 / best format ${limits.best_format}`}`,
          ...(limits.speed === undefined ? [] : [toldSpeed(limits.speed)]),
          ...(limits.changes.length > 0
            ? [
                `任改一项即可，按代价从小到大 / any one of these, least harm first: ${limits.changes.map(({ change, to }) => `${change} → ${to}`).join('；')}`,
              ]
            : []),
        ]),
    '',
    ...(options.length === 0
      ? ['已知的卡在这些设置下都放不下 · none of the known accelerators holds it with these settings']
      : [
          `| 卡 | 数量 | 并行 | 权重 | 每卡占用 | 每卡显存 |${task === 'inference' ? ' 解码上限 token/s |' : ''}`,
          `|---|---|---|---|---|---|${task === 'inference' ? '---|' : ''}`,
          ...options.map(
            (one) =>
              `| ${one.accelerator} | ${one.gpus} | ${one.parallel} | ${one.weight_format} | ${formatBytes(one.per_gpu_bytes)} | ${formatBytes(one.memory_bytes)} |${task === 'inference' ? ` ${one.speed === undefined ? '—' : grouped(Math.round(one.speed.decode_tokens_per_second))} |` : ''}`,
          ),
        ]),
    `假设 / assumptions:\n${assumptions.map((line) => `- ${line}`).join('\n')}`,
    '逐项算式 / every part: estimate_vram',
  ].join('\n');
}

function toldSpeed(speed: Speed): string {
  return `速度上限 / at most: 解码 decode ${grouped(Math.round(speed.decode_tokens_per_second))} token/s（每条 / each ${speed.decode_tokens_per_second_each.toPrecision(3)}，受限于 / limited by ${speed.decode_limited_by}）；预填充 prefill ${speed.prefill_seconds.toPrecision(3)} s（${speed.prefill_limited_by}）`;
}
