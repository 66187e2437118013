import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type * as z from 'zod';
import type { Problems } from './problems.ts';

/** Reads and validates one YAML file; what is wrong goes to `problems` and the answer is undefined. */
export function readYaml<T>(
  root: string,
  file: string,
  schema: z.ZodType<T>,
  problems: Problems,
): T | undefined {
  let value: unknown;
  try {
    value = parse(readFileSync(path.join(root, file), 'utf8'));
  } catch (error) {
    problems.add(file, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    return undefined;
  }
  return validate(file, value, schema, problems);
}

/** The validated value, or undefined with one problem for each issue, named by its key. */
export function validate<T>(
  file: string,
  value: unknown,
  schema: z.ZodType<T>,
  problems: Problems,
): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    problems.add(file, issue.message, issue.path.length > 0 ? issue.path.join('.') : undefined);
  }
  return undefined;
}
