import * as z from 'zod';

const Day = z.iso.date();

/** A day, or the month or year where no source gives the day. */
const Released = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'must be YYYY, YYYY-MM or YYYY-MM-DD');

const Kebab = z
  .string()
  .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'must be lower-case words, digits, dots and hyphens');

/**
 * What others publish of the size. `parameters` counts exactly what `countParameters` counts: the language model,
 * tied matrices once, without multi-token-prediction layers; a total that counts something else is told in `note`.
 */
const PublishedCounts = z
  .strictObject({
    parameters: z.int().positive().optional(),
    /** The rounded total, as its makers write it. */
    label: z.string().min(1),
    /** The rounded count of parameters a token passes through, as its makers write it. */
    active_label: z.string().min(1).optional(),
    /** Where `parameters` was read. */
    source: z.url().optional(),
    note: z.string().min(1).optional(),
  })
  .refine(({ parameters, source }) => parameters === undefined || source !== undefined, {
    error: 'An exact parameter count needs its source.',
    path: ['source'],
  });

export const ModelFacts = z.strictObject({
  name: Kebab,
  title: z.string().min(1),
  /** Every other name it is asked for by, hub ids included; in any case. */
  aliases: z.array(z.string().min(1)),
  organisation: z.string().min(1),
  released: Released,
  license: z.string().min(1),
  /** The Hugging Face repository whose config this is. */
  hub: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
  published: PublishedCounts,
  /** The fields of its config.json that say what it is made of. */
  config: z.record(z.string(), z.json()).and(z.object({ model_type: z.string().min(1) })),
  /** The format its weights are published in. */
  weight_format: z.enum(['fp32', 'bf16', 'fp16', 'fp8', 'mxfp4']).default('bf16'),
  references: z.array(z.string().min(1)),
  /** The config.json. */
  source: z.url(),
  /** The day these facts were last looked up. */
  checked: Day,
});

/** A file of content/models: the published models of one family. */
export const ModelFile = z.strictObject({
  family: Kebab,
  models: z.array(ModelFacts).min(1),
});

export type ModelFacts = z.infer<typeof ModelFacts>;
export type ModelFile = z.infer<typeof ModelFile>;
