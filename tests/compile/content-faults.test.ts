import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compileBook } from '../../src/compile/compile-book.ts';
import { CONTENT } from '../content-folder.ts';

const MLA = 'notes/02-architecture/2.1-mla.md';
const GQA = 'notes/02-architecture/2.1-gqa.md';
const folders: string[] = [];

/** The problems of the real book after one edit. */
function problemsAfter(file: string, edit: (text: string) => string): string[] {
  const root = mkdtempSync(path.join(tmpdir(), 'content-'));
  folders.push(root);
  cpSync(CONTENT, root, { recursive: true });
  const target = path.join(root, file);
  const before = readFileSync(target, 'utf8');
  const after = edit(before);
  if (after === before) throw new Error(`the edit changed nothing in ${file}`);
  writeFileSync(target, after);
  return [...compileBook(root).problems];
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('the content check', () => {
  it('finds nothing to complain of in the book as it is', () =>
    expect(compileBook(CONTENT).problems).toEqual([]));

  it.each([
    [
      'a wrong number',
      MLA,
      (text: string) => text.replace('61 × 576 × 2 = 70,272 B', '61 × 576 × 2 = 70,273 B'),
      /2\.1-mla\.md: line \d+ of the body: `61 × 576 × 2 = 70,273 B` computes to 70,272/,
    ],
    [
      'a calculator that does not exist',
      MLA,
      (text: string) => `${text}\n\n\`params(llama-9) = 3\``,
      /no model "llama-9"/,
    ],
    [
      'a citation without a source',
      MLA,
      (text: string) => `${text}\n\nSee [@nobody2099nothing].`,
      /cites @nobody2099nothing, which is not in references\.bib/,
    ],
    [
      'a listed source that is not cited',
      MLA,
      (text: string) => text.replace('references: [', 'references: [vaswani2017attention, '),
      /lists vaswani2017attention, which the body does not cite/,
    ],
    [
      'a link to no note',
      MLA,
      (text: string) => `${text}\n\n[x](notes://note/2.1/none)`,
      /links to notes:\/\/note\/2\.1\/none/,
    ],
    [
      'a prerequisite that does not exist',
      MLA,
      (text: string) => text.replace(/prerequisites: .*/, 'prerequisites: ["7.9"]'),
      /no note 7\.9 in book\.yaml/,
    ],
    [
      'a circle of prerequisites',
      'notes/02-architecture/2.1-mha.md',
      (text: string) => text.replace(/prerequisites: .*/, 'prerequisites: ["2.1/mla"]'),
      /circle: .*2\.1\/mha → 2\.1\/mla|circle: .*2\.1\/mla → 2\.1\/mha/,
    ],
    [
      'an alias of two notes',
      GQA,
      (text: string) => text.replace('aliases: [', 'aliases: [ＭＬＡ, '),
      /"ＭＬＡ" already names 2\.1\/mla|"MLA" already names 2\.1\/gqa/,
    ],
    [
      'an unknown key of the front matter',
      MLA,
      (text: string) => text.replace('level:', 'levle: x\nlevel:'),
      /2\.1-mla\.md: .*levle/,
    ],
    [
      'a missing key of the front matter',
      MLA,
      (text: string) => text.replace(/level: .*\n/, ''),
      /2\.1-mla\.md: level: Invalid option/,
    ],
    [
      'code in the front matter',
      MLA,
      (text: string) => text.replace(/^---/, '---js'),
      /front matter: front matter must be YAML, not JavaScript/,
    ],
    [
      'a heading no tool could use',
      MLA,
      (text: string) => `${text}\n\n## Miscellaneous\n`,
      /heading "Miscellaneous" must begin with one of 一句话/,
    ],
    [
      'a note without its pitfalls',
      MLA,
      (text: string) => text.replace('## 常见误区', '## 取舍：误区'),
      /has no section for pitfalls/,
    ],
    [
      'HTML',
      MLA,
      (text: string) => `${text}\n\n<script>alert(1)</script>`,
      /HTML is not rendered by every host/,
    ],
    [
      'a source twice',
      'references.bib',
      (text: string) =>
        `${text}\n@misc{twice2026copy, title={X}, author={Y, Z}, year={2026}, eprint={2405.04434}}`,
      /twice2026copy: same source as|same source as twice2026copy/,
    ],
    [
      'a source without a way to reach it',
      'references.bib',
      (text: string) => `${text}\n@misc{lost2026paper, title={X}, author={Y, Z}, year={2026}}`,
      /lost2026paper: needs an eprint/,
    ],
    [
      'a term with a name that is taken',
      'glossary.yaml',
      (text: string) =>
        `${text}\n- {key: other, zh: 分组查询注意力, en: Other thing, definition: 一个只为测试而写的定义。, definition_en: A definition for a test only.}`,
      /other: "分组查询注意力" already names/,
    ],
    [
      'a see-also to no term',
      'glossary.yaml',
      (text: string) => text.replace('see_also: [', 'see_also: [no-such-term, '),
      /see_also: no term no-such-term/,
    ],
    [
      'a model with a name that is taken',
      'models/llama-3.yaml',
      (text: string) => text.replace('name: llama-3-70b', 'name: llama-2-7b'),
      /"llama-2-7b" already names|already names llama-2-7b/,
    ],
  ])('names the file and the fault: %s', (_what, file, edit, message) => {
    const problems = problemsAfter(file, edit);
    expect(
      problems.some((problem) => message.test(problem)),
      problems.join('\n'),
    ).toBe(true);
  });

  it('says what is missing where there is no book.yaml', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'content-'));
    folders.push(root);
    expect(() => compileBook(root)).toThrow(/no valid book\.yaml/);
  });
});
