import * as z from 'zod';

const Key = z
  .string()
  .regex(/^[a-z0-9-]+$/, 'a reference key is lower-case ASCII letters, digits and hyphens');
const NoteId = z
  .string()
  .regex(/^[0-9A-Z]+(\.[0-9]+)?(\/[a-z0-9-]+)?$/, 'a note id looks like 2.1 or 2.1/mla');

/** The front matter of a note, as `docs/writing-notes.md` describes it. */
export const FrontMatter = z.strictObject({
  id: NoteId,
  title: z.string().min(1),
  title_en: z.string().min(1),
  aliases: z.array(z.string().min(1)),
  summary: z.string().min(20).max(800),
  summary_en: z.string().min(40).max(1600),
  level: z.enum(['入门', '进阶', '深入']),
  prerequisites: z.array(NoteId),
  related: z.array(NoteId),
  questions: z.array(z.string().min(4)).min(4).max(8),
  references: z.array(Key),
  updated: z.union([
    z.date().transform((day) => day.toISOString().slice(0, 10)),
    z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day, YYYY-MM-DD'),
  ]),
});
export type FrontMatter = z.infer<typeof FrontMatter>;

/** What a `##` heading may begin with: the part of an answer its section holds. */
export const SECTION_ROLES = {
  一句话: 'gist',
  直觉: 'intuition',
  原理: 'principle',
  关键数字: 'numbers',
  取舍: 'trade-offs',
  实现: 'implementation',
  常见误区: 'pitfalls',
  自测: 'self-test',
  脉络: 'map',
  对比: 'comparison',
  如何选择: 'choosing',
  延伸阅读: 'reading',
} as const;
export type SectionRole = (typeof SECTION_ROLES)[keyof typeof SECTION_ROLES];

/** A stretch of a note under one heading; `start` and `end` are offsets into the note's body, subsections included. */
export interface Section {
  /** Position among the headings: `3` for the third `##`, `3.2` for its second `###`. */
  readonly number: string;
  readonly title: string;
  readonly role: SectionRole;
  readonly depth: 2 | 3;
  readonly start: number;
  readonly end: number;
}

/** A written note. */
export interface Note {
  readonly id: string;
  readonly chapter: string;
  readonly title: string;
  readonly titleEn: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly summaryEn: string;
  readonly level: FrontMatter['level'];
  readonly prerequisites: readonly string[];
  readonly related: readonly string[];
  readonly questions: readonly string[];
  readonly references: readonly string[];
  readonly updated: string;
  /** Markdown without front matter. */
  readonly body: string;
  readonly sections: readonly Section[];
}
