import { normalizeName } from '../text/names.ts';
import { termNames } from '../knowledge/book.ts';
import { citedKeys } from '../knowledge/citations.ts';
import type { Content } from './read-content.ts';
import type { SourceNote } from './read-note.ts';

/** What no file can know of itself: whether what it names exists, and whether each name means one thing. */
export function crossCheck(content: Content): void {
  checkNotes(content);
  checkPrerequisiteCircles(content);
  checkGlossary(content);
  checkModels(content);
  checkComparisons(content);
}

function checkNotes({ toc, notes, references, problems }: Content): void {
  const entries = new Map(
    toc.chapters.flatMap((chapter) =>
      chapter.notes.map((entry) => [entry.id, { ...entry, folder: chapter.folder }]),
    ),
  );
  const keys = new Set(references.map(({ key }) => key));
  const owners = new Map<string, string>();
  for (const [id, entry] of entries) owners.set(normalizeName(id), id).set(normalizeName(entry.title), id);
  const seen = new Map<string, string>();
  for (const { file, note, body } of notes) {
    const entry = entries.get(note.id);
    const report = (message: string, where?: string) => problems.add(file, message, where);
    if (entry === undefined) {
      report(`id ${note.id} is not in book.yaml`);
      continue;
    }
    if (entry.title !== note.title) report(`title differs from book.yaml: "${entry.title}"`, 'title');
    if (entry.title_en !== note.titleEn) report(`differs from book.yaml: "${entry.title_en}"`, 'title_en');
    const expected = `notes/${entry.folder}/${note.id.replaceAll('/', '-')}.md`;
    if (file !== expected) report(`belongs in ${expected}`);
    const twin = seen.get(note.id);
    if (twin !== undefined) report(`has the id of ${twin}`);
    seen.set(note.id, file);
    for (const alias of note.aliases) claimAlias(owners, alias, note.id, report);
    for (const id of [...note.prerequisites, ...note.related])
      if (!entries.has(id)) report(`no note ${id} in book.yaml`, 'prerequisites, related');
    for (const id of body.links)
      if (!entries.has(id)) report(`links to notes://note/${id}, which is not in book.yaml`);
    checkCitations({ file, note, body }, keys, report);
  }
}

function claimAlias(
  owners: Map<string, string>,
  alias: string,
  id: string,
  report: (message: string, where: string) => void,
): void {
  const name = normalizeName(alias);
  const owner = owners.get(name);
  if (owner !== undefined && owner !== id) report(`"${alias}" already names ${owner}`, 'aliases');
  owners.set(name, id);
}

function checkCitations(
  { note, body }: SourceNote,
  keys: ReadonlySet<string>,
  report: (message: string, where: string) => void,
): void {
  for (const key of body.citations) {
    if (!keys.has(key)) report(`cites @${key}, which is not in references.bib`, 'body');
    if (!note.references.includes(key)) report(`cites @${key}, which is not in its list`, 'references');
  }
  for (const key of note.references)
    if (!body.citations.has(key)) report(`lists ${key}, which the body does not cite`, 'references');
}

/** A reader could never begin notes that need one another first. */
function checkPrerequisiteCircles({ notes, problems }: Content): void {
  const byId = new Map(notes.map((source) => [source.note.id, source]));
  const done = new Set<string>();
  const visit = (id: string, trail: readonly string[]): void => {
    const source = byId.get(id);
    if (source === undefined || done.has(id)) return;
    if (trail.includes(id)) {
      problems.add(
        source.file,
        `circle: ${[...trail.slice(trail.indexOf(id)), id].join(' → ')}`,
        'prerequisites',
      );
      return;
    }
    for (const next of source.note.prerequisites) visit(next, [...trail, id]);
    done.add(id);
  };
  for (const id of byId.keys()) visit(id, []);
}

function checkGlossary({ toc, glossary, references, problems }: Content): void {
  const file = 'glossary.yaml';
  const ids = new Set(toc.chapters.flatMap(({ notes }) => notes.map(({ id }) => id)));
  const keys = new Set(glossary.map(({ key }) => key));
  const referenceKeys = new Set(references.map(({ key }) => key));
  const owners = new Map<string, string>();
  for (const term of glossary) {
    const report = (message: string) => problems.add(file, message, term.key);
    for (const name of new Set(termNames(term).map(normalizeName))) {
      const owner = owners.get(name);
      if (owner !== undefined) report(`"${name}" already names ${owner}`);
      owners.set(name, term.key);
    }
    for (const id of term.notes) if (!ids.has(id)) report(`no note ${id} in book.yaml`);
    for (const key of term.see_also) if (!keys.has(key)) report(`see_also: no term ${key}`);
    for (const key of term.references) if (!referenceKeys.has(key)) report(`no reference ${key}`);
  }
}

function checkModels({ models, accelerators, references, problems }: Content): void {
  const referenceKeys = new Set(references.map(({ key }) => key));
  const modelNames = new NameOwners();
  for (const { file, model } of models) {
    for (const name of [model.name, model.title, ...model.aliases]) {
      const other = modelNames.claim(name, model);
      if (other !== undefined) problems.add(file, `"${name}" already names ${other.name}`, model.name);
    }
    for (const key of model.references)
      if (!referenceKeys.has(key)) problems.add(file, `no reference ${key}`, model.name);
  }
  const acceleratorNames = new NameOwners();
  for (const one of accelerators) {
    for (const name of [one.name, one.title, ...one.aliases]) {
      const other = acceleratorNames.claim(name, one);
      if (other !== undefined)
        problems.add('accelerators.yaml', `"${name}" already names ${other.name}`, one.name);
    }
  }
}

/** Who has which name, compared as a reader's question is. */
class NameOwners {
  readonly #owners = new Map<string, { readonly name: string }>();

  /** Takes a name; the other owner, if it has one. */
  claim(name: string, owner: { readonly name: string }): { readonly name: string } | undefined {
    const form = normalizeName(name);
    const other = this.#owners.get(form);
    if (other === undefined) this.#owners.set(form, owner);
    return other === owner ? undefined : other;
  }
}

function checkComparisons({ toc, comparisons, references, problems }: Content): void {
  const ids = new Set(toc.chapters.flatMap(({ notes }) => notes.map(({ id }) => id)));
  const referenceKeys = new Set(references.map(({ key }) => key));
  for (const { file, comparison } of comparisons) {
    const axes = new Set(comparison.axes.map(({ key }) => key));
    for (const concept of comparison.concepts) {
      const report = (message: string) => problems.add(file, message, concept.key);
      if (concept.note !== undefined && !ids.has(concept.note))
        report(`no note ${concept.note} in book.yaml`);
      for (const axis of axes) if (!(axis in concept.cells)) report(`no cell for axis ${axis}`);
      for (const axis of Object.keys(concept.cells))
        if (!axes.has(axis)) report(`cell for unknown axis ${axis}`);
      for (const key of Object.values(concept.cells).flatMap(citedKeys))
        if (!referenceKeys.has(key)) report(`cites @${key}, which is not in references.bib`);
    }
    for (const key of citedKeys(comparison.choose))
      if (!referenceKeys.has(key))
        problems.add(file, `cites @${key}, which is not in references.bib`, 'choose');
  }
}
