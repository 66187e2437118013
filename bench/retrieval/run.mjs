// Measures the search: `node bench/retrieval/run.mjs`. With --dev, only the queries one may tune on, with each miss.
// FTS5 is measured where Node has node:sqlite (22.13 and later): `npx -y node@24 bench/retrieval/run.mjs`.
import { build } from 'esbuild';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const bundle = path.join(here, '..', '..', 'node_modules', '.cache', 'bench-retrieval', 'main.mjs');
await build({
  entryPoints: [path.join(here, 'main.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  packages: 'external',
  // Files beside the sources are found from here, not from the bundle.
  define: { 'import.meta.url': JSON.stringify(pathToFileURL(path.join(here, 'main.ts')).href) },
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(bundle).href);
await main(process.argv.slice(2));
