import { plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Reference } from '../knowledge/schema/reference.ts';
import type { Problems } from './problems.ts';

interface BibtexEntry {
  readonly label: string;
  readonly properties: Readonly<Record<string, string | undefined>>;
}

const FILE = 'references.bib';

/** Reads `references.bib`: every source once, each with title, author, year and a way to reach it. */
export function readReferences(root: string, problems: Problems): Reference[] {
  const text = readFileSync(path.join(root, FILE), 'utf8');
  let entries: BibtexEntry[];
  try {
    // Stops before CSL, which would drop `eprint` and turn "and others" into a person.
    entries = plugins.input.chain(text, {
      target: '@biblatex/entries+list',
      generateGraph: false,
    }) as BibtexEntry[];
  } catch (error) {
    problems.add(FILE, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    return [];
  }
  const sources = new Map<string, string>();
  const references: Reference[] = [];
  for (const { label, properties } of entries) {
    const { title, author, year, eprint, doi, url } = properties;
    if (title === undefined || author === undefined || year === undefined) {
      problems.add(FILE, 'needs title, author and year', label);
      continue;
    }
    const ways = [eprint, doi, url].filter((way) => way !== undefined).map((way) => way.toLowerCase());
    if (ways.length === 0) problems.add(FILE, 'needs an eprint (arXiv id), a doi or a url', label);
    if (eprint !== undefined && !/^\d{4}\.\d{4,5}$|^[a-z-]+\/\d{7}$/.test(eprint)) {
      problems.add(FILE, `"${eprint}" is not an arXiv id`, label);
    }
    for (const way of ways) {
      const other = sources.get(way);
      if (other !== undefined && other !== label) problems.add(FILE, `same source as ${other}`, label);
      sources.set(way, label);
    }
    if (references.some(({ key }) => key === label)) problems.add(FILE, 'key appears twice', label);
    references.push({
      key: label,
      title: plain(title),
      authors: author.split(/\s+and\s+/).map(readableName),
      year,
      ...(eprint === undefined ? {} : { arxiv: eprint }),
      ...(doi === undefined ? {} : { doi }),
      ...(url === undefined ? {} : { url: plain(url) }),
      bibtex: entryText(text, label),
    });
  }
  return references;
}

function plain(latex: string): string {
  return latex
    .replace(/[{}]/g, '')
    .replace(/\\([&%_#$])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function readableName(name: string): string {
  if (name === 'others') return 'et al.';
  if (name.startsWith('{')) return plain(name);
  const [family = '', given] = plain(name).split(/\s*,\s*/);
  return given === undefined ? family : `${given} ${family}`;
}

/** The entry as it stands in the file, for those who want BibTeX back. */
function entryText(text: string, key: string): string {
  const start = text.search(new RegExp(`@\\w+\\s*\\{\\s*${key}\\s*,`));
  let depth = 0;
  for (let at = text.indexOf('{', start); at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start);
}
