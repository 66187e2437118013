import type { GlossaryTerm } from '../knowledge/schema/glossary.ts';
import type { Note, Section } from '../knowledge/schema/note.ts';
import { termNames } from '../knowledge/book.ts';
import { analyze } from './analyze.ts';
import type { Lexicon } from './lexicon.ts';
import type { IndexedDocument } from './search-index.ts';

/** A passage of a note under one heading, without the passages under its subheadings. */
export interface Passage {
  readonly section: Section;
  readonly text: string;
}

/** A note cut at its headings. */
export function passagesOf(note: Note): Passage[] {
  return note.sections.map((section) => {
    const child = note.sections.find((other) => other.start > section.start && other.start < section.end);
    const whole = note.body.slice(section.start, child?.start ?? section.end);
    return { section, text: whole.slice(whole.indexOf('\n') + 1).trim() };
  });
}

export function passageId(note: Note, section: Section): string {
  return `${note.id}#${section.number}`;
}

export function questionId(note: Note, at: number): string {
  return `${note.id}?${at}`;
}

export function termId(term: GlossaryTerm): string {
  return `:${term.key}`;
}

/** Markup that is not words: citations, links' targets, commands of formulas. */
export function readableText(markdown: string): string {
  return markdown
    .replace(/\[@[^\]]+\]/g, ' ')
    .replace(/\]\([^)]*\)/g, '] ')
    .replace(/\\[a-zA-Z]+/g, ' ');
}

/**
 * One document for each note (what it is about), one for each question it answers, one for each of its passages (what
 * it says), and one for each term of the glossary, which speaks for the notes that explain it.
 */
export function documentsOf(
  notes: readonly Note[],
  glossary: readonly GlossaryTerm[],
  lexicon: Lexicon,
): IndexedDocument[] {
  const terms = (text: string) => analyze(text, lexicon);
  const written = new Set(notes.map(({ id }) => id));
  return [
    ...notes.flatMap((note) => [
      {
        id: note.id,
        fields: {
          title: terms(`${note.title} ${note.titleEn}`),
          aliases: terms(note.aliases.join(' ; ')),
          headings: terms(note.sections.map(({ title }) => title).join(' ; ')),
          summary: terms(`${note.summary} ${note.summaryEn}`),
        },
      },
      ...note.questions.map((question, at) => ({
        id: questionId(note, at),
        fields: { question: terms(question) },
      })),
      ...passagesOf(note).map(({ section, text }) => ({
        id: passageId(note, section),
        fields: { headings: terms(section.title), body: terms(readableText(text)) },
      })),
    ]),
    ...glossary
      .filter((term) => term.notes.some((id) => written.has(id)))
      .map((term) => ({
        id: termId(term),
        fields: {
          names: terms(termNames(term).join(' ; ')),
          definition: terms(readableText(`${term.definition} ${term.definition_en}`)),
        },
      })),
  ];
}
