import { createRequire } from 'node:module';
import type { CompiledBook } from '../../../src/knowledge/compiled-book.ts';
import { FIELD_WEIGHTS, FIELDS, fieldsOf, type Cut, type Engine } from './engine.ts';

/** What is used of `node:sqlite`, which the types of the oldest Node we support do not know. */
interface Sqlite {
  readonly DatabaseSync: new (file: string) => {
    exec(sql: string): void;
    prepare(sql: string): { run(...values: string[]): unknown; all(...values: string[]): unknown[] };
  };
}

/** Why FTS5 cannot be measured here; undefined when it can. */
export function fts5Missing(): string | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13)
    ? undefined
    : `node:sqlite needs Node 22.13, this is ${process.version}`;
}

/** SQLite FTS5 with weighted columns and bm25; the query is an OR of quoted words, so that nothing is an operator. */
export function fts5(
  name: string,
  tokenizer: 'unicode61' | 'trigram',
  cutOf?: (book: CompiledBook) => Cut,
): Engine {
  return {
    name,
    build: (book) => {
      const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as Sqlite;
      const cut = cutOf?.(book);
      const database = new DatabaseSync(':memory:');
      database.exec(
        `CREATE VIRTUAL TABLE notes USING fts5(id UNINDEXED, ${FIELDS.join(', ')}, tokenize = '${tokenizer}')`,
      );
      const insert = database.prepare(`INSERT INTO notes VALUES (?, ${FIELDS.map(() => '?').join(', ')})`);
      // With our own words each becomes one run of letters, so that SQLite's tokenizer cannot cut it again.
      const stored = (text: string) => (cut === undefined ? text : cut(text).map(letters).join(' '));
      for (const note of book.notes) {
        const fields = fieldsOf(note);
        insert.run(note.id, ...FIELDS.map((field) => stored(fields[field])));
      }
      const weights = [0, ...FIELDS.map((field) => FIELD_WEIGHTS[field])].join(', ');
      const select = database.prepare(
        `SELECT id FROM notes WHERE notes MATCH ? ORDER BY bm25(notes, ${weights}), id LIMIT 10`,
      );
      return (query) => {
        const words = stored(query).match(/[\p{L}\p{N}]+/gu) ?? [];
        if (words.length === 0) return [];
        const asked = [...new Set(words)].map((word) => `"${word}"`).join(' OR ');
        return (select.all(asked) as { id: string }[]).map(({ id }) => id);
      };
    },
  };
}

function letters(word: string): string {
  return word.replace(/[^\p{L}\p{N}]/gu, (sign) => `x${sign.charCodeAt(0).toString(16)}x`);
}
