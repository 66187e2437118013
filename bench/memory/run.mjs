// Compares estimate_vram with measurements: `node bench/memory/run.mjs`. Writes RESULTS.md and results.json beside it.
import { build } from 'esbuild';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const bundle = path.join(here, '..', '..', 'node_modules', '.cache', 'bench-memory', 'main.mjs');
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
await main();
