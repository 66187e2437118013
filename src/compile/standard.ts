import type { SectionRole } from '../knowledge/schema/note.ts';
import type { Problems } from './problems.ts';
import type { SourceNote } from './read-note.ts';

const TOPIC: readonly SectionRole[] = ['gist', 'principle', 'numbers', 'trade-offs', 'pitfalls', 'self-test'];
const OVERVIEW: readonly SectionRole[] = ['gist', 'map', 'comparison', 'choosing'];
const READING: readonly SectionRole[] = ['reading'];

/** Below this a note states but does not explain; characters without markup. */
const SHORTEST = 800;
const FEWEST_CITATIONS = 3;

/** What every note owes its reader, by the kind of note its first sections make it. */
export function checkStandard({ file, note, body }: SourceNote, problems: Problems): void {
  const roles = new Set(note.sections.map(({ role }) => role));
  const kind = roles.has('reading') ? READING : roles.has('map') ? OVERVIEW : TOPIC;
  for (const role of kind) if (!roles.has(role)) problems.add(file, `has no section for ${role}`);
  if (kind !== READING && note.sections[0]?.role !== 'gist') problems.add(file, 'does not begin with 一句话');
  const length = note.body.replace(/\s+/g, '').length;
  if (length < SHORTEST) problems.add(file, `has ${length} characters; ${SHORTEST} at least`);
  if (body.citations.size < FEWEST_CITATIONS)
    problems.add(file, `cites ${body.citations.size} sources; ${FEWEST_CITATIONS} at least`);
}
