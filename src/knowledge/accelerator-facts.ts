import * as z from 'zod';

const Tflops = z.number().positive().optional();

/**
 * Peak rates in 10^12 operations a second without structured sparsity, those of the matrix units where the format has
 * any, accumulating in FP32 (INT8 in INT32). What the vendor has not published, or sources disagree on, is absent.
 */
const DenseTflops = z.strictObject({
  fp32: Tflops,
  tf32: Tflops,
  bf16: Tflops,
  fp16: Tflops,
  fp8: Tflops,
  int8: Tflops,
  fp4: Tflops,
});

export const AcceleratorFacts = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words and digits with hyphens'),
  title: z.string().min(1),
  aliases: z.array(z.string().min(1)),
  vendor: z.string().min(1),
  /** As the vendor writes it, in units of 10^9 bytes. */
  memory_label: z.string().regex(/^\d+ GB$/, 'must be like "80 GB"'),
  /** The total that the driver reports, in MiB; null where no source shows it. */
  memory_mib: z.int().positive().nullable(),
  /** Peak memory bandwidth in 10^9 bytes a second; null where it is not published. */
  bandwidth_gb_s: z.number().positive().nullable(),
  dense_tflops: DenseTflops,
  /** The link between accelerators, with its bandwidth in both directions together; PCIe where there is no other. */
  interconnect: z.string().min(1).nullable(),
  /** Board or module power in watts, the largest the vendor states. */
  power_w: z.int().positive().nullable(),
  /** Year, month or day of the announcement, as far as a source gives it. */
  released: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'must be YYYY, YYYY-MM or YYYY-MM-DD'),
  note: z.string().min(1).optional(),
  source: z.url(),
  references: z.array(z.string().min(1)),
});

/** content/accelerators.yaml. */
export const AcceleratorFile = z.array(AcceleratorFacts);

export type AcceleratorFacts = z.infer<typeof AcceleratorFacts>;
export type AcceleratorFile = z.infer<typeof AcceleratorFile>;

/** Bytes of memory: what the driver reports, or the label where that is not known. */
export function acceleratorMemoryBytes({ memory_mib, memory_label }: AcceleratorFacts): number {
  return memory_mib === null ? Number.parseInt(memory_label, 10) * 1e9 : memory_mib * 2 ** 20;
}
