import type { Book } from '../knowledge/book.ts';
import type { Note, Section, SectionRole } from '../knowledge/schema/note.ts';
import { analyze } from './analyze.ts';
import { passageId, passagesOf, questionId, type Passage } from './documents.ts';
import type { Lexicon } from './lexicon.ts';
import type { IndexHit, SearchIndex, WeightedTerm } from './search-index.ts';
import { snippet } from './snippet.ts';
import { Synonyms } from './synonyms.ts';

export interface NoteHit {
  readonly note: Note;
  /** The section that answers best; absent when only the note's title, aliases or summary match. */
  readonly section?: Section;
  readonly snippet: string;
  /** Comparable within one answer only. */
  readonly score: number;
}

/** Share of what was asked, weighted by rarity, that a note must hold for the book to claim an answer. */
const ENOUGH = 0.5;
/** The same where the question names the note outright: what else it says may be any words. */
const ENOUGH_FOR_NAMED = 0.25;
/** What a synonym is worth beside the word that was used: a little less, so that the reader's own word decides a tie. */
const SYNONYM_WEIGHT = 0.9;
/** What the best passage, and the question most like the reader's, add to the note's own score. */
const PASSAGE_WEIGHT = 0.6;
const QUESTION_WEIGHT = 0.8;
/** A passage is quoted instead of the summary where it holds this much more of the question. */
const CLEARLY_MORE = 1.15;
/** Sections that mention much and explain little are shown only where they hold clearly more. */
const LESSER_ROLES = new Set<SectionRole>(['self-test', 'implementation', 'reading']);
const LESSER_WEIGHT = 0.6;

/** Ranks notes for a question by what they are about and by their best passage. */
export class NoteSearch {
  readonly #synonyms: Synonyms;
  /** What each indexed document is part of. */
  readonly #parts = new Map<string, { note: Note; passage?: Passage; question?: readonly string[] }>();

  constructor(
    readonly book: Book,
    readonly index: SearchIndex,
    readonly lexicon: Lexicon,
  ) {
    this.#synonyms = new Synonyms(book.terms, lexicon);
    for (const note of book.notes) {
      note.questions.forEach((question, at) =>
        this.#parts.set(questionId(note, at), { note, question: analyze(question, lexicon) }),
      );
      for (const passage of passagesOf(note))
        this.#parts.set(passageId(note, passage.section), { note, passage });
    }
  }

  /** The best notes for `query`, best first; empty when the book does not hold enough of what was asked. */
  search(query: string, options: { chapter?: string; limit: number }): NoteHit[] {
    const asked = [...new Set(analyze(query, this.lexicon))];
    if (asked.length === 0) return [];
    const synonyms = this.#synonyms.of(analyze(query, this.lexicon));
    const terms = new Map<string, number>(asked.map((term) => [term, 1]));
    for (const { terms: other } of synonyms) {
      for (const term of other) if (!terms.has(term)) terms.set(term, SYNONYM_WEIGHT);
    }
    const weighted: WeightedTerm[] = [...terms].map(([term, weight]) => ({ term, weight }));
    const candidates = this.#group(asked, this.index.query(weighted));
    const ranked = [...candidates.values()]
      .filter(({ note }) => options.chapter === undefined || note.chapter === options.chapter)
      .filter(
        ({ note, matched }) =>
          this.#coverage(asked, synonyms, matched) >= (this.#names(note, query) ? ENOUGH_FOR_NAMED : ENOUGH),
      )
      .sort((a, b) => b.score - a.score || (a.note.id < b.note.id ? -1 : 1));
    const worth = new Map(weighted.map(({ term, weight }) => [term, weight * this.#rarity(term)]));
    return ranked.slice(0, options.limit).map((candidate) => this.#hit(candidate, worth));
  }

  /** The candidate with the words that show why it was found: its summary's, or its best passage's where that says more. */
  #hit({ note, passage, score }: Candidate, worth: ReadonlyMap<string, number>): NoteHit {
    const summary = snippet(note.summary, worth, this.lexicon);
    const inside = passage === undefined ? undefined : snippet(passage.text, worth, this.lexicon);
    return {
      note,
      ...(passage === undefined ? {} : { section: passage.section }),
      snippet:
        inside !== undefined && inside.worth > summary.worth * CLEARLY_MORE ? inside.text : summary.text,
      score: Math.round(score * 1000) / 1000,
    };
  }

  /** Hits, best first, on notes, their questions and their passages, as one candidate a note. */
  #group(asked: readonly string[], hits: readonly IndexHit[]): Map<string, Candidate> {
    const candidates = new Map<string, Candidate>();
    for (const hit of hits) {
      const part = this.#parts.get(hit.id);
      const note = part?.note ?? this.book.note(hit.id);
      if (note === undefined) continue;
      const candidate: Candidate = candidates.get(note.id) ?? {
        note,
        score: 0,
        likeness: 0,
        passageScore: 0,
        matched: new Set<string>(),
      };
      candidates.set(note.id, candidate);
      for (const term of hit.matched) candidate.matched.add(term);
      if (part === undefined) {
        candidate.score += hit.score;
      } else if (part.passage !== undefined) {
        const score = hit.score * (LESSER_ROLES.has(part.passage.section.role) ? LESSER_WEIGHT : 1);
        if (score > candidate.passageScore) {
          candidate.passage = part.passage;
          candidate.passageScore = score;
        }
      } else if (part.question !== undefined) {
        if (candidate.likeness === 0) candidate.score += hit.score * QUESTION_WEIGHT;
        candidate.likeness = Math.max(candidate.likeness, this.#likeness(asked, part.question));
      }
    }
    for (const candidate of candidates.values()) {
      candidate.score += candidate.passageScore * PASSAGE_WEIGHT;
      candidate.score *= 1 + candidate.likeness;
    }
    return candidates;
  }

  /** How much of the question, by rarity of its words, the matched terms answer; a word and its synonym count alike. */
  #coverage(
    asked: readonly string[],
    synonyms: readonly { instead: readonly string[]; terms: readonly string[] }[],
    matched: ReadonlySet<string>,
  ): number {
    const answered = new Set(asked.filter((term) => matched.has(term)));
    // Single characters are what is left of words the book does not know: they match by chance.
    if (asked.length > 1 && [...answered].every((term) => term.length === 1)) answered.clear();
    for (const { instead, terms } of synonyms) {
      if (terms.every((term) => matched.has(term))) for (const term of instead) answered.add(term);
    }
    let held = 0;
    let total = 0;
    for (const term of asked) {
      const rarity = this.#rarity(term);
      total += rarity;
      if (answered.has(term)) held += rarity;
    }
    return held / total;
  }

  /** From 0 to 1, how much two questions ask the same, by the rarity of the words they share. */
  #likeness(asked: readonly string[], question: readonly string[]): number {
    const worth = (terms: Iterable<string>) => [...terms].reduce((sum, term) => sum + this.#rarity(term), 0);
    const other = new Set(question);
    return worth(asked.filter((term) => other.has(term))) / worth(new Set([...asked, ...question]));
  }

  /** Whether the question holds the title or an alias of the note, word for word. */
  #names(note: Note, query: string): boolean {
    const text = ` ${analyze(query, this.lexicon).join(' ')} `;
    return [note.title, note.titleEn, ...note.aliases].some((name) => {
      const terms = analyze(name, this.lexicon);
      return terms.length > 0 && text.includes(` ${terms.join(' ')} `);
    });
  }

  /** Inverse document frequency; a word the book does not know is as rare as can be. */
  #rarity(term: string): number {
    const { documentCount } = this.index;
    const frequency = this.index.documentsWith(term);
    return Math.log(1 + (documentCount - frequency + 0.5) / (frequency + 0.5));
  }
}

interface Candidate {
  readonly note: Note;
  score: number;
  passage?: Passage;
  passageScore: number;
  /** How like the reader's question the note's own most similar question is. */
  likeness: number;
  readonly matched: Set<string>;
}
