// Runs the official MCP conformance suite against the built server, over HTTP, on both protocol eras. The suite needs
// Node 22, so npx brings one. Scenarios that ask for the suite's own fixture tools (test_…) do not apply to a server
// with tools of its own; they are not listed here.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SUITE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';
const SCENARIOS = {
  '2026-07-28': [
    'server-stateless',
    'tools-list',
    'resources-list',
    'prompts-list',
    'caching',
    'sep-2164-resource-not-found',
    'dns-rebinding-protection',
    'server-sse-multiple-streams',
    'http-header-validation',
  ],
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
  ],
};
// Checks of server-stateless that cannot be made without the suite's fixture tools, and why.
const EXPECTED_FAILURES = {
  'sep-2575-server-rejects-undeclared-capability':
    'needs the tool test_missing_capability; no tool of ours asks a client for anything',
  'sep-2575-missing-capability-http-400': 'needs the tool test_missing_capability',
  'sep-2575-http-server-no-independent-requests-on-stream':
    'needs the tool test_streaming_elicitation; we never elicit',
  'sep-2575-server-no-log-without-loglevel': 'needs the tool test_logging_tool; we log to stderr only',
};

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const server = spawn(process.execPath, [cli, '--http', '--port', '0'], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
const url = await new Promise((resolve, reject) => {
  server.stderr.on('data', (chunk) => {
    const found = /listening on (\S+)/.exec(String(chunk))?.[1];
    if (found) resolve(found);
  });
  server.once('exit', (code) => reject(new Error(`server exited with ${code}`)));
});

const run = (args) =>
  new Promise((resolve) => {
    const child = spawn('npx', ['-y', '-p', 'node@22', '-p', SUITE, 'conformance', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', () => resolve(output));
  });

let passed = 0;
const unexpected = [];
const met = new Set();
for (const [version, scenarios] of Object.entries(SCENARIOS)) {
  for (const scenario of scenarios) {
    const folder = await mkdtemp(path.join(tmpdir(), 'conformance-'));
    const output = await run([
      'server',
      '--url',
      url,
      '--scenario',
      scenario,
      '--spec-version',
      version,
      '-o',
      folder,
    ]);
    const [result] = await readdir(folder);
    const checks = result ? JSON.parse(await readFile(path.join(folder, result, 'checks.json'), 'utf8')) : [];
    await rm(folder, { recursive: true });
    if (checks.length === 0)
      unexpected.push(`${version} ${scenario}: no checks were made\n${output.slice(-2000)}`);
    for (const { id, status, errorMessage } of checks) {
      if (status === 'SUCCESS') passed += 1;
      if (status === 'FAILURE' && id in EXPECTED_FAILURES) met.add(id);
      else if (status === 'FAILURE') unexpected.push(`${version} ${scenario} ${id}: ${errorMessage}`);
    }
    console.log(
      `${version} ${scenario}: ${checks.filter(({ status }) => status === 'SUCCESS').length} checks passed`,
    );
  }
}
server.kill();
for (const id of Object.keys(EXPECTED_FAILURES))
  if (!met.has(id)) unexpected.push(`${id} was expected to fail and did not: take it off the list`);
for (const line of unexpected) console.error(`✗ ${line}`);
console.log(`conformance: ${passed} passed, ${unexpected.length} failed, ${met.size} expected failures`);
process.exitCode = unexpected.length > 0 ? 1 : 0;
