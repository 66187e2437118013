import * as z from 'zod';

/** One term of `glossary.yaml`. All its names also serve the search as synonyms of one another. */
export const GlossaryTerm = z.strictObject({
  key: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a key is lower-case ASCII words joined by hyphens'),
  zh: z.string().min(1),
  en: z.string().min(1),
  abbreviation: z.string().min(1).optional(),
  aliases: z.array(z.string().min(1)).default([]),
  definition: z.string().min(10),
  definition_en: z.string().min(20),
  notes: z.array(z.string().min(1)).default([]),
  see_also: z.array(z.string().min(1)).default([]),
  references: z.array(z.string().min(1)).default([]),
});
export type GlossaryTerm = z.infer<typeof GlossaryTerm>;
