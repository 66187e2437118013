// Compares estimate_vram with measurements: `node bench/memory/run.mjs`. Writes RESULTS.md and results.json beside it.
import { importMain } from '../run-sources.mjs';

const { main } = await importMain(import.meta.url);
await main();
