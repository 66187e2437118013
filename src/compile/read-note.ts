import matter from 'gray-matter';
import { parse } from 'yaml';
import { FrontMatter, type Note } from '../knowledge/schema/note.ts';
import { readBody } from './note-body.ts';
import type { NoteBody } from './note-body.ts';
import type { Problems } from './problems.ts';
import { unfold } from '../text/unfold.ts';
import { validate } from './read-yaml.ts';

export interface SourceNote {
  readonly file: string;
  readonly note: Note;
  readonly body: NoteBody;
}

/** gray-matter would evaluate `---js` front matter; a note must never execute, so only YAML is left to it. */
const refuse = (language: string) => () => {
  throw new Error(`front matter must be YAML, not ${language}`);
};
const options: Parameters<typeof matter>[1] = {
  engines: {
    yaml: (text: string) => parse(text) as object,
    javascript: refuse('JavaScript'),
    js: refuse('JavaScript'),
    coffee: refuse('CoffeeScript'),
    json: refuse('JSON'),
  },
};

/** Parses one note file. Faults go to `problems`; a note with a broken front matter is left out. */
export function readNote(
  file: string,
  chapter: string,
  text: string,
  problems: Problems,
): SourceNote | undefined {
  let parsed: { data: unknown; content: string };
  try {
    parsed = matter(text, options);
  } catch (error) {
    problems.add(
      file,
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      'front matter',
    );
    return undefined;
  }
  const front = validate(file, parsed.data, FrontMatter, problems);
  if (front === undefined) return undefined;
  const markdown = parsed.content.trim();
  const body = readBody(file, markdown, problems);
  return {
    file,
    body,
    note: {
      id: front.id,
      chapter,
      title: front.title,
      titleEn: front.title_en,
      aliases: front.aliases,
      summary: unfold(front.summary),
      summaryEn: front.summary_en.trim(),
      level: front.level,
      prerequisites: front.prerequisites,
      related: front.related,
      questions: front.questions,
      references: front.references,
      updated: front.updated,
      body: markdown,
      sections: body.sections,
    },
  };
}
