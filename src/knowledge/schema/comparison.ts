import * as z from 'zod';

/** A file of `comparisons/`: the concepts of one family against the axes that matter for choosing among them. */
export const Comparison = z.strictObject({
  family: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  title_en: z.string().min(1),
  axes: z
    .array(z.strictObject({ key: z.string().min(1), title: z.string().min(1), title_en: z.string().min(1) }))
    .min(2),
  concepts: z
    .array(
      z.strictObject({
        key: z.string().regex(/^[a-z0-9-]+$/),
        name: z.string().min(1),
        note: z.string().optional(),
        cells: z.record(z.string(), z.string().min(1)),
      }),
    )
    .min(2),
  choose: z.string().min(1),
  choose_en: z.string().min(1),
});
export type Comparison = z.infer<typeof Comparison>;
