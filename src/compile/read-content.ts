import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { AcceleratorFile, type AcceleratorFacts } from '../knowledge/accelerator-facts.ts';
import { ModelFile, type ModelFacts } from '../knowledge/model-facts.ts';
import { Comparison } from '../knowledge/schema/comparison.ts';
import { GlossaryTerm } from '../knowledge/schema/glossary.ts';
import type { Reference } from '../knowledge/schema/reference.ts';
import { TableOfContents } from '../knowledge/schema/toc.ts';
import { Problems } from './problems.ts';
import { readNote, type SourceNote } from './read-note.ts';
import { readReferences } from './read-references.ts';
import { readYaml } from './read-yaml.ts';

/** Everything in a content folder, each part valid by itself; what is not is in `problems`. */
export interface Content {
  readonly toc: TableOfContents;
  readonly notes: readonly SourceNote[];
  readonly glossary: readonly GlossaryTerm[];
  readonly references: readonly Reference[];
  readonly models: readonly { readonly file: string; readonly model: ModelFacts }[];
  readonly accelerators: readonly AcceleratorFacts[];
  readonly comparisons: readonly { readonly file: string; readonly comparison: Comparison }[];
  readonly problems: Problems;
}

/** Reads a content folder (layout: `docs/writing-notes.md`). Throws only when there is no readable `book.yaml`. */
export function readContent(root: string): Content {
  const problems = new Problems();
  const toc = readYaml(root, 'book.yaml', TableOfContents, problems);
  if (toc === undefined) {
    throw new Error(`no valid book.yaml: ${problems.all.map(({ message }) => message).join('; ')}`);
  }
  const references = existsSync(path.join(root, 'references.bib')) ? readReferences(root, problems) : [];
  return {
    toc,
    notes: readNotes(root, toc, problems),
    glossary: readList(root, 'glossary.yaml', z.array(GlossaryTerm), problems),
    references,
    models: yamlFiles(root, 'models').flatMap((file) => {
      const read = readYaml(root, file, ModelFile, problems);
      return (read?.models ?? []).map((model) => ({ file, model }));
    }),
    accelerators: readList(root, 'accelerators.yaml', AcceleratorFile, problems),
    comparisons: yamlFiles(root, 'comparisons').flatMap((file) => {
      const comparison = readYaml(root, file, Comparison, problems);
      return comparison === undefined ? [] : [{ file, comparison }];
    }),
    problems,
  };
}

/** A file that a folder of notes may do without. */
function readList<T>(root: string, file: string, schema: z.ZodType<T[]>, problems: Problems): T[] {
  return existsSync(path.join(root, file)) ? (readYaml(root, file, schema, problems) ?? []) : [];
}

function readNotes(root: string, toc: TableOfContents, problems: Problems): SourceNote[] {
  return toc.chapters.flatMap((chapter) => {
    const folder = path.join('notes', chapter.folder);
    return filesIn(root, folder, '.md').flatMap((file) => {
      const read = readNote(file, chapter.id, readFileSync(path.join(root, file), 'utf8'), problems);
      return read === undefined ? [] : [read];
    });
  });
}

function yamlFiles(root: string, folder: string): string[] {
  return filesIn(root, folder, '.yaml');
}

function filesIn(root: string, folder: string, extension: string): string[] {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute)
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => path.posix.join(folder, name));
}
