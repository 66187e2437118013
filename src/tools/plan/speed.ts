import type { ModelArchitecture } from '../../architecture/types.ts';
import type { WeightFormatName } from '../../estimate/formats/weight-formats.ts';
import { decodeBound, prefillBound, type Card } from '../../estimate/serving/roofline.ts';
import type { InferenceSettings } from '../../estimate/serving/settings.ts';
import type { AcceleratorFacts } from '../../knowledge/accelerator-facts.ts';
import type { Speed } from './schema.ts';

/** FP8 weights where there are FP8 units; elsewhere the 8-bit format is int8. */
export function usable(format: WeightFormatName, { dense_tflops }: AcceleratorFacts): WeightFormatName {
  return format === 'fp8' && dense_tflops.fp8 === undefined ? 'int8' : format;
}

/** Bounds of the roofline. Undefined where the vendor has not published a rate that it needs. */
export function speedOf(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
  { bandwidth_gb_s, dense_tflops }: AcceleratorFacts,
): Speed | undefined {
  // Formats of 4 bits are multiplied in 16 unless the card has units for them and the format is one of theirs.
  const unit =
    settings.weightFormat === 'fp8' ? 'fp8' : settings.weightFormat === 'int8' ? 'int8' : undefined;
  const tflops = (unit && dense_tflops[unit]) ?? dense_tflops.bf16 ?? dense_tflops.fp16;
  if (bandwidth_gb_s === null || tflops === undefined) return undefined;
  const card: Card = { bandwidth: bandwidth_gb_s * 1e9, peak: tflops * 1e12 };
  const decode = decodeBound(architecture, settings, card);
  const prefill = prefillBound(architecture, settings, card);
  return {
    decode_tokens_per_second: decode.tokensPerSecond,
    decode_tokens_per_second_each: decode.tokensPerSecond / settings.batch,
    decode_limited_by: decode.limitedBy,
    prefill_seconds: prefill.seconds,
    prefill_limited_by: prefill.limitedBy,
  };
}
