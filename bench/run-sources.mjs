import { build } from 'esbuild';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Bundles the TypeScript `main.ts` beside the caller, whose import.meta.url is `caller`, and returns its module. */
export async function importMain(caller) {
  const here = path.dirname(fileURLToPath(caller));
  const entry = path.join(here, 'main.ts');
  const root = path.join(import.meta.dirname, '..');
  const bundle = path.join(root, 'node_modules', '.cache', `bench-${path.basename(here)}`, 'main.mjs');
  await build({
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    // Files beside the sources are found from here, not from the bundle.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(entry).href) },
    logLevel: 'warning',
  });
  return import(pathToFileURL(bundle).href);
}
