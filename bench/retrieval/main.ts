import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileBook } from '../../src/compile/compile-book.ts';
import type { CompiledBook } from '../../src/knowledge/compiled-book.ts';
import { analyze } from '../../src/search/analyze.ts';
import { Lexicon } from '../../src/search/lexicon.ts';
import { buildSearchData } from '../../src/search/search-data.ts';
import { ABLATIONS } from './ablations.ts';
import type { Cut, Engine } from './engines/engine.ts';
import { fts5, fts5Missing } from './engines/fts5.ts';
import { miniSearch } from './engines/minisearch.ts';
import { ours } from './engines/ours.ts';
import { substring } from './engines/substring.ts';
import { latency, measure, rankOf, type Search } from './measure.ts';
import { judgeable, readQueries, type JudgedQuery } from './queries.ts';
import { report, type Results, type Row } from './report.ts';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export async function main(options: readonly string[]): Promise<void> {
  const { book } = compileBook(here('../../content'));
  const written = new Set(book.notes.map(({ id }) => id));
  const all = readQueries(new Set(book.toc.map(({ id }) => id)));
  const queries = judgeable(all, written);
  if (options.includes('--dev')) {
    await showMisses(book, queries);
    return;
  }
  const missing = fts5Missing();
  const engines: Engine[] = [
    ours(),
    miniSearch('MiniSearch'),
    miniSearch('MiniSearch, our words', ourWords),
    ...(missing === undefined
      ? [
          fts5('FTS5 unicode61', 'unicode61'),
          fts5('FTS5 trigram', 'trigram'),
          fts5('FTS5, our words', 'unicode61', ourWords),
        ]
      : []),
    substring('substring'),
    substring('substring, our words', ourWords),
  ];
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    corpus: { notes: book.notes.length, hash: hashOf(book) },
    queries: { written: all.length, judged: queries.length, skipped: all.length - queries.length },
    ...(missing === undefined ? {} : { skippedEngines: `FTS5: ${missing}` }),
    engines: await rows(engines, book, queries),
    ablations: await rows(ABLATIONS, book, queries),
  };
  writeFileSync(here('results.json'), `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(here('RESULTS.md'), report(results));
  process.stdout.write(report(results));
}

async function rows(
  engines: readonly Engine[],
  book: CompiledBook,
  queries: readonly JudgedQuery[],
): Promise<Row[]> {
  const measured: Row[] = [];
  for (const { name, build } of engines) {
    const search = await build(book);
    measured.push({
      name,
      dev: measure(search, of(queries, 'dev')),
      test: measure(search, of(queries, 'test')),
      late: measure(search, of(queries, 'late')),
      ms: latency(search, queries),
    });
  }
  return measured;
}

/** Dev figures of ours, and every dev query whose first answer is not right. */
async function showMisses(book: CompiledBook, queries: readonly JudgedQuery[]): Promise<void> {
  const search: Search = await ours().build(book);
  const dev = of(queries, 'dev');
  for (const query of dev) {
    const ids = search(query.text);
    const rank = rankOf(query, ids);
    const wanted = [...query.grades].filter(([, grade]) => grade === 2).map(([id]) => id);
    if (query.class === 'out' ? ids.length > 0 : rank !== 1)
      console.log(
        `${query.class}\t${rank ?? '-'}\t${query.text}\twants ${wanted.join(' ')}\tgot ${ids.slice(0, 5).join(' ')}`,
      );
  }
  const { answerable, classes, outOfScope } = measure(search, dev);
  console.table({ all: answerable, ...classes });
  console.log(outOfScope, latency(search, dev));
}

function of(queries: readonly JudgedQuery[], split: JudgedQuery['split']): JudgedQuery[] {
  return queries.filter((query) => query.split === split);
}

function ourWords(book: CompiledBook): Cut {
  const lexicon = new Lexicon(buildSearchData(book).words);
  return (text) => analyze(text, lexicon);
}

function hashOf(book: CompiledBook): string {
  const content = JSON.stringify([book.notes, book.glossary]);
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
