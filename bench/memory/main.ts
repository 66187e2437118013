import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Library } from '../../src/server/library.ts';
import { estimateVram } from '../../src/tools/estimate-vram.ts';
import type { VramAnswer } from '../../src/tools/vram-schema.ts';
import { textbook } from './textbook.ts';
import { report } from './report.ts';

/** One measurement, and the call whose answer it is compared with. */
export interface Measurement {
  readonly id: string;
  readonly kind: string;
  readonly model: string;
  readonly measured: number;
  readonly unit: 'bytes' | 'tokens';
  /** Which part of the answer was measured: `allocated`, `kv_tokens`, `states`, or names of components joined by `+`. */
  readonly read: string;
  readonly args: Record<string, unknown>;
  readonly source: string;
}

export interface Row extends Measurement {
  readonly estimated: number;
  /** By the formulas of a textbook; null where they say nothing of it. */
  readonly textbook: number | null;
}

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Estimates every measurement and writes the table. */
export function main(): void {
  const context = new Library(file('../../dist/book'));
  const measurements = JSON.parse(readFileSync(file('measurements.json'), 'utf8')) as Measurement[];
  const rows = measurements.map((measurement): Row => {
    const { structuredContent, content, isError } = estimateVram.call(measurement.args, context);
    if (isError) throw new Error(`${measurement.id}: ${content[0]?.text ?? ''}`);
    const answer = structuredContent as unknown as VramAnswer;
    return {
      ...measurement,
      estimated: read(answer, measurement.read),
      textbook: textbook(measurement, context.book),
    };
  });
  const { table, summary } = report(rows);
  writeFileSync(file('RESULTS.md'), table);
  writeFileSync(
    file('results.json'),
    `${JSON.stringify(
      rows.map(({ id, measured, estimated, textbook: simple }) => ({
        id,
        measured,
        estimated,
        textbook: simple,
      })),
      null,
      1,
    )}\n`,
  );
  console.log(summary);
}

function read(answer: VramAnswer, what: string): number {
  const part = (name: string) =>
    answer.components
      .filter((component) => component.name === name)
      .reduce((sum, { bytes }) => sum + bytes, 0);
  switch (what) {
    case 'allocated': {
      const runtime = answer.components
        .filter(({ formula }) => formula.startsWith('CUDA'))
        .reduce((sum, { bytes }) => sum + bytes, 0);
      return answer.allocated_bytes ?? answer.per_gpu_bytes - runtime;
    }
    case 'kv_tokens':
      return answer.kv_tokens ?? 0;
    case 'states':
      return part('weights') + part('gradients') + part('optimizer_states');
    default:
      return what.split('+').reduce((sum, name) => sum + part(name), 0);
  }
}
