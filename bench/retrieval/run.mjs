// Measures the search: `node bench/retrieval/run.mjs`. With --dev, only the queries one may tune on, with each miss.
// FTS5 is measured where Node has node:sqlite (22.13 and later): `npx -y node@24 bench/retrieval/run.mjs`.
import { importMain } from '../run-sources.mjs';

const { main } = await importMain(import.meta.url);
await main(process.argv.slice(2));
