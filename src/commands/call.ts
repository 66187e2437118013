import type { Library } from '../server/library.ts';
import { log } from '../server/log.ts';
import { nearestNames } from '../text/names.ts';
import { TOOLS } from '../tools/index.ts';

/** Runs one tool as an agent would and prints what it says. Exit code 1 for a tool's error, 2 for wrong use. */
export function callTool(
  library: Library,
  name: string | undefined,
  json: string | undefined,
  structured: boolean,
): Promise<number> {
  const tool = TOOLS.find((one) => one.name === name);
  if (tool === undefined) {
    const names = TOOLS.map((one) => one.name);
    const [close] = nearestNames(name ?? '', names, 1);
    log(
      `no tool ${JSON.stringify(name ?? '')}${close === undefined ? '' : `, did you mean ${close}?`} There are ${names.join(', ')}`,
    );
    return Promise.resolve(2);
  }
  let args: unknown;
  try {
    args = JSON.parse(json ?? '{}');
  } catch {
    log(`the arguments of ${tool.name} must be a JSON object, such as '{"query":"MLA"}'`);
    return Promise.resolve(2);
  }
  const result = tool.call(args, library);
  const text = result.content.map((part) => part.text).join('\n');
  if (result.isError === true) {
    log(text);
    return Promise.resolve(1);
  }
  process.stdout.write(
    `${structured ? JSON.stringify(result.structuredContent ?? { text }, null, 2) : text}\n`,
  );
  return Promise.resolve(0);
}
