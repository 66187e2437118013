import type { ModelArchitecture } from '../../architecture/types.ts';
import type { WeightFormatName } from '../../estimate/formats/weight-formats.ts';
import { smallestLayout } from '../../estimate/plan.ts';
import type { InferenceSettings } from '../../estimate/serving/settings.ts';
import { acceleratorMemoryBytes } from '../../knowledge/accelerator-facts.ts';
import type { Book } from '../../knowledge/book.ts';
import { bySize, MOST_OPTIONS } from './by-size.ts';
import type { Option } from './schema.ts';
import { speedOf, usable } from './speed.ts';

/** The formats to try: the asked one, or as published, in 8 bits and in 4. */
export function formatsFor(
  asked: WeightFormatName | undefined,
  published: WeightFormatName,
  engine: InferenceSettings['engine'],
): WeightFormatName[] {
  if (asked !== undefined) return [asked];
  if (engine === 'llama.cpp') return ['Q8_0', 'Q5_K_M', 'Q4_K_M'];
  return [...new Set<WeightFormatName>([published, 'fp8', 'awq-int4'])];
}

/** The smallest sets of each known accelerator that serve the model, in each format. */
export function servingOptions(
  book: Book,
  architecture: ModelArchitecture,
  formats: readonly WeightFormatName[],
  settings: Omit<InferenceSettings, 'tensor' | 'weightFormat'>,
): Option[] {
  const options = book.accelerators.flatMap((one) => {
    const memory = acceleratorMemoryBytes(one);
    return formats
      .map((format) => usable(format, one))
      .flatMap((weightFormat) => {
        const found = smallestLayout(architecture, { ...settings, weightFormat }, memory);
        if (found === undefined) return [];
        const { tensor, pipeline, estimate } = found;
        const speed = speedOf(architecture, { ...settings, weightFormat, tensor, pipeline }, one);
        return [
          {
            accelerator: one.title,
            gpus: tensor * pipeline,
            parallel:
              [tensor > 1 ? `TP ${tensor}` : '', pipeline > 1 ? `PP ${pipeline}` : '']
                .filter(Boolean)
                .join(' × ') || '—',
            weight_format: weightFormat,
            per_gpu_bytes: estimate.perGpuBytes,
            memory_bytes: memory,
            ...(speed === undefined ? {} : { speed }),
          },
        ];
      });
  });
  return smallestOfEachFormat(options, [
    ...new Set([...formats, ...options.map(({ weight_format }) => weight_format)]),
  ]);
}

/** The smallest sets of each format, so that a 4-bit list does not crowd out what serves the weights as published. */
function smallestOfEachFormat(options: readonly Option[], formats: readonly string[]): Option[] {
  const each = Math.ceil(MOST_OPTIONS / formats.length);
  return formats.flatMap((format) =>
    options
      .filter(({ weight_format }) => weight_format === format)
      .sort(bySize)
      .slice(0, each),
  );
}
