type Schema = Readonly<Record<string, unknown>>;

/**
 * Forgives what models get wrong in form and not in meaning: a number or boolean given as a string, an object or an
 * array given as JSON text, one string where a list of strings is taken. Everything else is left for validation.
 */
export function coerceArguments(value: unknown, schema: Schema): unknown {
  const types = typesOf(schema);
  if (typeof value === 'string') return coerceText(value, schema, types);
  if (isRecord(value) && isRecord(schema['properties'])) {
    const properties = schema['properties'];
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const property = properties[key];
        return [key, isRecord(property) ? coerceArguments(item, property) : item];
      }),
    );
  }
  return value;
}

function coerceText(text: string, schema: Schema, types: ReadonlySet<string>): unknown {
  if (types.has('string')) return text;
  const trimmed = text.trim();
  if (
    (types.has('number') || types.has('integer')) &&
    /^[+-]?\d[\d,_]*(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed)
  ) {
    return Number(trimmed.replace(/[,_]/g, ''));
  }
  if (types.has('boolean') && /^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true';
  if ((types.has('object') && trimmed.startsWith('{')) || (types.has('array') && trimmed.startsWith('['))) {
    try {
      return coerceArguments(JSON.parse(trimmed) as unknown, schema);
    } catch {
      return text;
    }
  }
  if (types.has('array')) return trimmed.split(/\s*[,，、;；]\s*/).filter((item) => item !== '');
  return text;
}

function typesOf(schema: Schema): Set<string> {
  const own = schema['type'];
  const types = new Set(typeof own === 'string' ? [own] : Array.isArray(own) ? (own as string[]) : []);
  if (Array.isArray(schema['enum']) && types.size === 0) types.add('string');
  for (const key of ['anyOf', 'oneOf']) {
    const branches = schema[key];
    if (Array.isArray(branches))
      for (const branch of branches as Schema[]) for (const type of typesOf(branch)) types.add(type);
  }
  return types;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
