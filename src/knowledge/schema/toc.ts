import * as z from 'zod';

/** `book.yaml`: chapters and their notes in reading order, written or not. */
export const TableOfContents = z.strictObject({
  title: z.string().min(1),
  title_en: z.string().min(1),
  chapters: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        title: z.string().min(1),
        title_en: z.string().min(1),
        folder: z.string().regex(/^[A-Za-z0-9-]+$/),
        notes: z
          .array(
            z.strictObject({
              id: z.string().min(1),
              title: z.string().min(1),
              title_en: z.string().min(1),
              parent: z.string().optional(),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});
export type TableOfContents = z.infer<typeof TableOfContents>;
