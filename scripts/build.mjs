// Bundles the server into dist/ and compiles content/ beside it. A fault in the content fails the build.
import { build } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');

await rm(dist, { recursive: true, force: true });
const { metafile } = await build({
  metafile: true,
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli.ts', compile: 'src/compile/compile-book.ts' },
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  legalComments: 'none',
  alias: { 'sync-fetch': './scripts/no-fetch.mjs', 'node-fetch': './scripts/no-fetch.mjs' },
  // CommonJS packages among the bundled ask for Node's own modules by require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

await writeFile(path.join(dist, 'THIRD-PARTY-LICENSES.txt'), await licences(metafile.inputs));

const { compileBook, compileSearch } = await import(path.join(dist, 'compile.js'));
const { book, problems } = compileBook(path.join(root, 'content'));
if (problems.length > 0) {
  console.error(problems.map((problem) => `✗ ${problem}`).join('\n'));
  console.error(`content/ has ${problems.length} problems; the book was not built`);
  process.exit(1);
}
await mkdir(path.join(dist, 'book'), { recursive: true });
await writeFile(path.join(dist, 'book', 'book.json'), JSON.stringify(book));
await writeFile(path.join(dist, 'book', 'search.json'), JSON.stringify(compileSearch(book)));

/** The licences of the packages that were bundled, as they ask to be passed on. */
async function licences(inputs) {
  const packages = new Set(
    Object.keys(inputs).flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  );
  const texts = [...packages].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(
      await readFile(path.join(root, folder, 'package.json'), 'utf8'),
    );
    const file = (await readdir(path.join(root, folder))).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : await readFile(path.join(root, folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}`;
  });
  return (await Promise.all(texts)).join(`\n\n${'-'.repeat(80)}\n\n`);
}
