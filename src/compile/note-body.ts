import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { mathFromMarkdown } from 'mdast-util-math';
import { toString } from 'mdast-util-to-string';
import { gfmTable } from 'micromark-extension-gfm-table';
import { math } from 'micromark-extension-math';
import { visit } from 'unist-util-visit';
import { citedKeys } from '../knowledge/citations.ts';
import { SECTION_ROLES, type Section, type SectionRole } from '../knowledge/schema/note.ts';
import type { Problems } from './problems.ts';

/** What the body of a note holds that has to be checked against the rest of the book. */
export interface NoteBody {
  readonly sections: readonly Section[];
  readonly citations: ReadonlySet<string>;
  /** Ids of notes it links to. */
  readonly links: ReadonlySet<string>;
  /** Inline code spans, with their lines: some are calculations to be done again. */
  readonly codeSpans: readonly { readonly text: string; readonly line: number }[];
}

const NOTE_LINK = /^notes:\/\/note\/(.+)$/;

/** Sections, citations, links and code spans of a note's Markdown. Headings that no tool could use are problems. */
export function readBody(file: string, markdown: string, problems: Problems): NoteBody {
  const root = fromMarkdown(markdown, {
    extensions: [gfmTable(), math()],
    mdastExtensions: [gfmTableFromMarkdown(), mathFromMarkdown()],
  });
  const citations = new Set<string>();
  const links = new Set<string>();
  const codeSpans: { text: string; line: number }[] = [];
  visit(root, (node: Nodes) => {
    if (node.type === 'text') for (const key of citedKeys(node.value)) citations.add(key);
    if (node.type === 'inlineCode')
      codeSpans.push({ text: node.value, line: node.position?.start.line ?? 0 });
    if (node.type === 'link') {
      const target = NOTE_LINK.exec(node.url)?.[1];
      if (target !== undefined) links.add(target);
      else if (!/^(https?:|notes:)/.test(node.url))
        problems.add(file, `link to "${node.url}" is neither a note nor a web address`);
    }
    if (node.type === 'html')
      problems.add(file, 'HTML is not rendered by every host; write Markdown', lineOf(node));
  });
  return { sections: readSections(file, markdown, root, problems), citations, links, codeSpans };
}

function readSections(file: string, markdown: string, root: Root, problems: Problems): Section[] {
  const sections: {
    number: string;
    title: string;
    role: SectionRole;
    depth: 2 | 3;
    start: number;
    end: number;
  }[] = [];
  let second = 0;
  let third = 0;
  for (const node of root.children) {
    if (node.type !== 'heading') {
      if (sections.length === 0) problems.add(file, 'text before the first ## heading', lineOf(node));
      continue;
    }
    const title = toString(node);
    const start = node.position?.start.offset ?? 0;
    if (node.depth === 2) {
      const role = roleOf(title);
      if (role === undefined) {
        problems.add(
          file,
          `heading "${title}" must begin with one of ${Object.keys(SECTION_ROLES).join(', ')}`,
          lineOf(node),
        );
        continue;
      }
      close(sections, 2, start);
      second += 1;
      third = 0;
      sections.push({ number: String(second), title, role, depth: 2, start, end: markdown.length });
    } else if (node.depth === 3) {
      const parent = sections.findLast((section) => section.depth === 2);
      if (parent === undefined) {
        problems.add(file, `### "${title}" stands before any ## heading`, lineOf(node));
        continue;
      }
      close(sections, 3, start);
      third += 1;
      sections.push({
        number: `${second}.${third}`,
        title,
        role: parent.role,
        depth: 3,
        start,
        end: markdown.length,
      });
    } else if (node.depth === 1) {
      problems.add(file, 'the title is in the front matter; use ## headings', lineOf(node));
    }
  }
  return sections;
}

/** Ends the open sections that a heading of `depth` at `offset` closes. */
function close(sections: { depth: 2 | 3; end: number }[], depth: 2 | 3, offset: number): void {
  const last = sections.at(-1);
  if (last === undefined) return;
  if (last.depth >= depth) last.end = offset;
  if (depth === 2) {
    const parent = sections.findLast((section) => section.depth === 2);
    if (parent !== undefined) parent.end = offset;
  }
}

function roleOf(title: string): SectionRole | undefined {
  for (const [word, role] of Object.entries(SECTION_ROLES)) if (title.startsWith(word)) return role;
  return undefined;
}

function lineOf(node: Nodes): string {
  return `line ${node.position?.start.line ?? 0} of the body`;
}
