import type { Book } from '../knowledge/book.ts';
import type { Note, Section, SectionRole } from '../knowledge/schema/note.ts';
import { analyze } from './analyze.ts';
import { passageId, passagesOf, questionId, termId, type Passage } from './documents.ts';
import type { Alternative, Query, QueryReader, Unit } from './query.ts';
import type { IndexHit, SearchIndex, WeightedTerm } from './search-index.ts';
import { snippet } from './snippet.ts';

export interface NoteHit {
  readonly note: Note;
  /** The section that answers best; absent when only the note's title, aliases or summary match. */
  readonly section?: Section;
  readonly snippet: string;
  /** Comparable within one answer only. */
  readonly score: number;
}

/** Share of what was asked, by weight, that a note must hold for the book to claim an answer. */
const ENOUGH = 0.38;
/** What a word found in the text of a passage alone holds of it: a book mentions more than it explains. */
const BODY = 0.45;
/** What all passages together, the best question and the best glossary term add to the note's own score. */
const PASSAGES_WEIGHT = 0.5;
const QUESTION_WEIGHT = 0.8;
const TERM_WEIGHT = 0.8;
/** A term speaks for the note that explains it, and less for the others it names. */
const OTHER_NOTE = 0.5;
/** What naming the note word for word is worth, for the share of the question the name makes up. */
const NAMED_WEIGHT = 0.9;
/** What the likeness of the note's most similar question is worth. */
const LIKENESS_WEIGHT = 1.3;
/** Other names share what they add by this power of their number, or a thing of many names would drown the rest. */
const SPREAD = 1 / 3;
/** What a lone character adds. */
const LONE = 0.3;
/** A passage is quoted instead of the summary where it holds this much more of the question. */
const CLEARLY_MORE = 1.15;
/** Sections that mention much and explain little are shown only where they hold clearly more. */
const LESSER_ROLES = new Set<SectionRole>(['self-test', 'implementation', 'reading']);
const LESSER_WEIGHT = 0.6;

/** What an indexed document is part of. */
interface Part {
  readonly notes: readonly Note[];
  readonly kind: 'note' | 'question' | 'passage' | 'term';
  readonly passage?: Passage;
  readonly question?: ReadonlySet<string>;
}

/** Ranks notes for a question by what they are about and by what their passages say. */
export class NoteSearch {
  readonly #parts = new Map<string, Part>();

  constructor(
    readonly book: Book,
    readonly index: SearchIndex,
    readonly reader: QueryReader,
  ) {
    const { lexicon } = reader;
    for (const note of book.notes) {
      this.#parts.set(note.id, { notes: [note], kind: 'note' });
      note.questions.forEach((question, at) =>
        this.#parts.set(questionId(note, at), {
          notes: [note],
          kind: 'question',
          question: new Set(analyze(question, lexicon)),
        }),
      );
      for (const passage of passagesOf(note))
        this.#parts.set(passageId(note, passage.section), { notes: [note], kind: 'passage', passage });
    }
    for (const term of book.terms) {
      const notes = term.notes.flatMap((id) => book.note(id) ?? []);
      this.#parts.set(termId(term), { notes, kind: 'term' });
    }
  }

  /** The best notes for `query`, best first; empty when the book does not hold enough of what was asked. */
  search(text: string, options: { chapter?: string; limit: number }): NoteHit[] {
    const query = this.reader.read(text);
    const terms = weightsOf(query);
    const worth = new Map(terms.map(({ term, weight }) => [term, weight * this.reader.rarity(term)]));
    return this.#rank(query, terms)
      .filter(({ note }) => options.chapter === undefined || note.chapter === options.chapter)
      .slice(0, options.limit)
      .map((candidate) => this.#hit(candidate, worth));
  }

  /** The notes that hold enough of the query, best first. */
  #rank(query: Query, terms: readonly WeightedTerm[]): Judged[] {
    if (query.units.length === 0) return [];
    return [...this.#group(terms, this.index.query(terms)).values()]
      .map((candidate) => ({ ...candidate, ...judge(candidate, query) }))
      .filter(({ coverage }) => coverage >= ENOUGH)
      .sort((a, b) => b.score - a.score || (a.note.id < b.note.id ? -1 : 1));
  }

  /** The candidate with the words that show why it was found: its summary's, or its best passage's where that says more. */
  #hit({ note, passage, score }: Judged, worth: ReadonlyMap<string, number>): NoteHit {
    const summary = snippet(note.summary, worth);
    const inside = passage === undefined ? undefined : snippet(passage.text, worth);
    return {
      note,
      ...(passage === undefined ? {} : { section: passage.section }),
      snippet:
        inside !== undefined && inside.worth > summary.worth * CLEARLY_MORE ? inside.text : summary.text,
      score: Math.round(score * 1000) / 1000,
    };
  }

  /** Hits, best first, on notes and all their parts, as one candidate a note. */
  #group(asked: readonly WeightedTerm[], hits: readonly IndexHit[]): Map<string, Candidate> {
    const candidates = new Map<string, Candidate>();
    for (const hit of hits) {
      const part = this.#parts.get(hit.id);
      part?.notes.forEach((note, at) => {
        const candidate: Candidate = candidates.get(note.id) ?? {
          note,
          best: { note: 0, question: 0, passage: 0, term: 0 },
          passages: 0,
          likeness: 0,
          matched: new Map<string, number>(),
        };
        candidates.set(note.id, candidate);
        this.#add(candidate, part, hit, at === 0 ? 1 : OTHER_NOTE, asked);
      });
    }
    return candidates;
  }

  #add(candidate: Candidate, part: Part, hit: IndexHit, share: number, asked: readonly WeightedTerm[]): void {
    const strength = part.kind === 'passage' ? BODY : 1;
    for (const term of hit.matched)
      candidate.matched.set(term, Math.max(candidate.matched.get(term) ?? 0, strength));
    const lesser = part.passage !== undefined && LESSER_ROLES.has(part.passage.section.role);
    const score = hit.score * share * (lesser ? LESSER_WEIGHT : 1);
    if (part.kind === 'passage') candidate.passages += score;
    if (score > candidate.best[part.kind]) {
      candidate.best[part.kind] = score;
      if (part.passage !== undefined) candidate.passage = part.passage;
    }
    if (part.question !== undefined)
      candidate.likeness = Math.max(candidate.likeness, this.#likeness(asked, part.question));
  }

  /** From 0 to 1, how much two questions ask the same, by the rarity of the words they share. */
  #likeness(asked: readonly WeightedTerm[], question: ReadonlySet<string>): number {
    let both = 0;
    let either = 0;
    for (const term of question) either += this.reader.rarity(term);
    for (const { term, weight } of asked) {
      if (weight < 1) continue;
      if (question.has(term)) both += this.reader.rarity(term);
      else either += this.reader.rarity(term);
    }
    return either === 0 ? 0 : both / either;
  }
}

interface Candidate {
  readonly note: Note;
  /** The best score of each kind of part. */
  readonly best: Record<Part['kind'], number>;
  passage?: Passage;
  /** The scores of all its passages. */
  passages: number;
  /** How like the reader's question the note's own most similar question is. */
  likeness: number;
  readonly matched: Map<string, number>;
}

interface Judged extends Candidate {
  readonly coverage: number;
  readonly score: number;
}

/** Every term that may answer the query, with the most any word of it gives it. */
function weightsOf({ units }: Query): WeightedTerm[] {
  const weights = new Map<string, number>();
  for (const { word, alternatives } of units) {
    const slight = word.raw.length === 1 ? LONE : 1;
    const others = new Set(alternatives.slice(1).flatMap(({ terms }) => terms)).size;
    alternatives.forEach(({ terms, credit }, at) => {
      const weight = (credit * slight) / (at === 0 ? 1 : Math.max(1, others) ** SPREAD);
      for (const term of terms) weights.set(term, Math.max(weights.get(term) ?? 0, weight));
    });
  }
  return [...weights].map(([term, weight]) => ({ term, weight }));
}

/** How much of the question the candidate answers, and what it is worth for that. */
function judge(candidate: Candidate, { units, named }: Query): { coverage: number; score: number } {
  const { best, likeness, matched, note } = candidate;
  const total = units.reduce((sum, { weight }) => sum + weight, 0);
  const coverage = units.reduce((sum, unit) => sum + unit.weight * answered(unit, matched), 0) / total;
  const share = Math.max(
    0,
    ...named
      .filter(({ of }) => of.includes(note))
      .map(({ from, to }) => units.slice(from, to).reduce((sum, { weight }) => sum + weight, 0) / total),
  );
  const sum =
    best.note +
    best.question * QUESTION_WEIGHT +
    candidate.passages * PASSAGES_WEIGHT +
    best.term * TERM_WEIGHT;
  return { coverage, score: sum * (1 + LIKENESS_WEIGHT * likeness) * (1 + share * NAMED_WEIGHT) * coverage };
}

/** From 0 to 1: the best of what may answer a word that the matched terms do. */
function answered({ word, alternatives }: Unit, matched: ReadonlyMap<string, number>): number {
  const credit = ({ terms, credit }: Alternative) => {
    if (word.unknown && terms === word.parts) return credit * characters(word.raw, terms, matched);
    return credit * (terms.reduce((sum, term) => sum + (matched.get(term) ?? 0), 0) / terms.length) ** 2;
  };
  return Math.max(0, ...alternatives.map(credit));
}

/** Share of a loose run's characters that matched pairs account for. */
function characters(run: string, pairs: readonly string[], matched: ReadonlyMap<string, number>): number {
  const held = Array.from(run, (_, at) =>
    Math.max(matched.get(pairs[at - 1] ?? '') ?? 0, matched.get(pairs[at] ?? '') ?? 0),
  );
  return held.reduce((sum, one) => sum + one, 0) / run.length;
}
