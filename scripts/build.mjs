// Bundles the server into dist/ and compiles content/ beside it. A fault in the content fails the build.
import { build } from 'esbuild';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');

await rm(dist, { recursive: true, force: true });
await build({
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
  // CommonJS packages among the bundled ask for Node's own modules by require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

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
