import { describe, expect, it } from 'vitest';
import { latency, measure, type Measured, type Search } from '../../bench/retrieval/measure.ts';
import { judgeable, readQueries, SPLITS, type Split } from '../../bench/retrieval/queries.ts';
import { book, context } from '../the-book.ts';

const all = readQueries(new Set(book.toc.map(({ id }) => id)));
const queries = judgeable(all, new Set(book.notes.map(({ id }) => id)));
const search: Search = (query) => context.search.search(query, { limit: 10 }).map(({ note }) => note.id);
const of = (split: Split) => queries.filter((query) => query.split === split);

/** What a change to the search or to a note must not fall below; a little under what was measured, as notes are added. */
const FLOORS = {
  dev: { hit1: 0.82, hit5: 0.95, mrr: 0.87, paraphraseHit5: 0.83, zeroHit: 0.03, falseHit: 0.06 },
  test: { hit1: 0.78, hit5: 0.91, mrr: 0.84, paraphraseHit5: 0.7, zeroHit: 0.06, falseHit: 0.12 },
  late: { hit1: 0.25, hit5: 0.45, mrr: 0.33, paraphraseHit5: 0.15, zeroHit: 0.4, falseHit: 0.05 },
} as const;

describe('the judged queries', () => {
  it('are enough to tell', () => {
    expect(all.length).toBeGreaterThanOrEqual(280);
    expect(queries.length).toBeGreaterThanOrEqual(250);
    expect(all.filter(({ split }) => split === 'test').length / all.length).toBeGreaterThan(0.3);
  });

  it('are not the questions the notes list', () => {
    const listed = new Set(book.notes.flatMap(({ questions }) => questions));
    expect(all.filter(({ text }) => listed.has(text))).toEqual([]);
  });
});

describe.each(SPLITS)('search on %s', (split) => {
  const floors = FLOORS[split];
  const measured: Measured = measure(search, of(split));
  const { answerable, classes, outOfScope } = measured;

  it('puts the right note first', () => {
    expect(answerable.hit1).toBeGreaterThanOrEqual(floors.hit1);
    expect(answerable.mrr).toBeGreaterThanOrEqual(floors.mrr);
  });

  it('has the right note among five', () => {
    expect(answerable.hit5).toBeGreaterThanOrEqual(floors.hit5);
    expect(classes.paraphrase?.hit5).toBeGreaterThanOrEqual(floors.paraphraseHit5);
  });

  it('has something to say of what the book holds', () =>
    expect(answerable.zeroHit).toBeLessThanOrEqual(floors.zeroHit));

  it('says nothing of what it does not', () =>
    expect(outOfScope.falseHit).toBeLessThanOrEqual(floors.falseHit));
});

it('serves English as well as Chinese', () => {
  const { classes } = measure(
    search,
    queries.filter(({ split }) => split !== 'late'),
  );
  expect(classes.en?.mrr).toBeGreaterThanOrEqual((classes.zh?.mrr ?? 1) - 0.03);
});

describe('speed', () => {
  // A busy machine is slower than the 10 ms the search is meant to take.
  it('answers in a few milliseconds', () => expect(latency(search, of('dev')).p95).toBeLessThan(40));
});
