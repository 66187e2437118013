import type { ModelArchitecture } from '../../architecture/types.ts';
import type { WeightFormatName } from '../../estimate/formats/weight-formats.ts';
import { changesThatFit, holdsWith, largest, tensorDegrees } from '../../estimate/plan.ts';
import type { InferenceSettings } from '../../estimate/serving/settings.ts';
import { acceleratorMemoryBytes, type AcceleratorFacts } from '../../knowledge/accelerator-facts.ts';
import { AskError } from '../define-tool.ts';
import { MOST_BATCH, MOST_CONTEXT, type Limits } from './schema.ts';
import { speedOf, usable } from './speed.ts';

/** Formats from most bits to fewest, of which the best that fits is told. */
const BEST_FIRST: readonly WeightFormatName[] = ['bf16', 'fp8', 'awq-int4'];
const BEST_FIRST_GGUF: readonly WeightFormatName[] = [
  'BF16',
  'Q8_0',
  'Q6_K',
  'Q5_K_M',
  'Q4_K_M',
  'IQ3_M',
  'Q2_K',
];

/** What these cards can hold, and what to change where they cannot. Throws an AskError for a number the heads cannot be split over. */
export function limitsOf(
  architecture: ModelArchitecture,
  accelerator: AcceleratorFacts,
  settings: InferenceSettings,
): Limits {
  const degrees = tensorDegrees(architecture);
  if (!degrees.includes(settings.tensor)) {
    throw new AskError(
      `gpus: ${settings.tensor} 不能整除注意力头 / does not divide the attention heads; 可用 / use ${degrees.join(', ')}`,
    );
  }
  const memory = acceleratorMemoryBytes(accelerator);
  const holds = (change: Partial<InferenceSettings>) => holdsWith(architecture, settings, memory, change);
  const fits = holds({});
  const best = (settings.engine === 'llama.cpp' ? BEST_FIRST_GGUF : BEST_FIRST)
    .map((format) => usable(format, accelerator))
    .find((format) => holds({ weightFormat: format }));
  const speed = fits ? speedOf(architecture, settings, accelerator) : undefined;
  return {
    accelerator: accelerator.title,
    gpus: settings.tensor,
    weight_format: settings.weightFormat,
    fits,
    longest_context: largest(architecture.maxContext ?? MOST_CONTEXT, (context) => holds({ context })),
    largest_batch: largest(MOST_BATCH, (batch) => holds({ batch })),
    ...(best === undefined ? {} : { best_format: best }),
    changes: fits ? [] : changesThatFit(architecture, settings, memory),
    ...(speed === undefined ? {} : { speed }),
  };
}
