import type * as z from 'zod';
import { nearestNames } from '../text/names.ts';

type Issue = z.core.$ZodIssue;

/**
 * What was wrong with the arguments of a tool, in both languages, one line each, with what would be accepted and the
 * nearest valid choice where there is one.
 */
export function describeIssues(
  tool: string,
  issues: readonly Issue[],
  schema: Readonly<Record<string, unknown>>,
  args: unknown,
): string {
  const lines = issues.flatMap((issue) => describe(issue, schema, args));
  return [`参数有误 · Invalid arguments for ${tool}:`, ...new Set(lines)].join('\n');
}

function describe(issue: Issue, schema: Readonly<Record<string, unknown>>, args: unknown): string[] {
  const given = valueAt(args, issue.path);
  const where = issue.path.map(String).join('.') || '(arguments)';
  switch (issue.code) {
    case 'unrecognized_keys': {
      const accepted = propertiesAt(schema, issue.path);
      return issue.keys.map((key) => {
        const [close] = nearestNames(key, accepted, 1);
        const hint = close === undefined ? '' : `，是不是 ${close}？/ did you mean ${close}?`;
        return `- ${shorten(key)}: 没有这个参数 / unknown argument${hint} 可用 / accepted: ${accepted.join(', ')}`;
      });
    }
    case 'invalid_type':
      return given === undefined
        ? [`- ${where}: 缺少，必填 / required (${issue.expected})`]
        : [`- ${where}: 应为 / expected ${issue.expected}`];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const [close] = nearestNames(asText(given), values, 1);
      const hint = close === undefined ? '' : `，是不是 ${close}？/ did you mean ${close}?`;
      return [
        `- ${where}: ${shorten(asText(given))} 不可用 / not accepted${hint} 可用 / accepted: ${values.join(', ')}`,
      ];
    }
    case 'too_small':
      return [`- ${where}: 太小，至少 ${issue.minimum} / too small, at least ${issue.minimum}`];
    case 'too_big':
      return [`- ${where}: 太大，至多 ${issue.maximum} / too big, at most ${issue.maximum}`];
    case 'invalid_union':
      return issue.errors
        .flatMap((branch) =>
          branch.flatMap((inner) =>
            describe({ ...inner, path: [...issue.path, ...inner.path] }, schema, args),
          ),
        )
        .slice(0, 4);
    default:
      return [`- ${where}: ${issue.message}`];
  }
}

function propertiesAt(schema: Readonly<Record<string, unknown>>, path: readonly PropertyKey[]): string[] {
  let node: unknown = schema;
  for (const key of path)
    node = (node as { properties?: Record<string, unknown> } | undefined)?.properties?.[String(key)];
  return Object.keys((node as { properties?: object } | undefined)?.properties ?? {});
}

/** The argument at a path; zod leaves it out of its issues. */
function valueAt(args: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | null | undefined)?.[key],
    args,
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
