import { ConfigError } from './config-error.ts';

/**
 * The largest value taken of a field, by what the field counts. They lie well above any published model, and keep a
 * mistyped or hostile config from costing time or overflowing an integer.
 */
const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/^(vocab|hidden)_size_per_layer_input$/, 10_000_000],
  [/layer|first_k_dense_replace|decoder_sparse_step|sliding_window_pattern/, 2_000],
  [/expert|^moe_(topk|k)$/, 100_000],
  [/heads?$/, 100_000],
  [/(max_position_embeddings|n_positions|sliding_window)$/, 1_000_000_000],
];
const DEFAULT_LIMIT = 10_000_000;

/**
 * The fields of a config, each checked where it is read. JSON null counts as absent, as transformers takes it;
 * `isStated` tells the two apart where that matters.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  all(): Readonly<Record<string, unknown>> {
    return this.#values;
  }

  isStated(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  /** The first of the names that the config has; the first of all where it has none. */
  firstOf(first: string, ...others: string[]): string {
    return [first, ...others].find((name) => this.has(name)) ?? first;
  }

  /** A whole number of at least one that must be there. */
  size(name: string): number {
    const value = this.#get(name);
    if (value === undefined) throw new ConfigError(`The config lacks ${name}.`, [name]);
    return whole(name, value, 1);
  }

  /** A whole number of at least zero; `fallback` where it is absent. */
  count<T extends number | null>(name: string, fallback: T): number | T {
    const value = this.#get(name);
    return value === undefined ? fallback : whole(name, value, 0);
  }

  /** The same fields, with the one value of a list that repeats it for every layer in its place. */
  uniform(name: string): Fields {
    const value = this.#get(name);
    if (!Array.isArray(value)) return this;
    if (new Set(value).size !== 1) throw new ConfigError(`${name} must be the same for every layer.`);
    return new Fields({ ...this.#values, [name]: (value as unknown[])[0] });
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#get(name);
    if (value === undefined) return fallback;
    if (typeof value !== 'boolean')
      throw new ConfigError(`${name} must be true or false, got ${show(value)}.`);
    return value;
  }

  text(name: string): string | null {
    const value = this.#get(name);
    return typeof value === 'string' ? value : null;
  }

  list(name: string): readonly unknown[] | null {
    const value = this.#get(name);
    if (value === undefined) return null;
    if (!Array.isArray(value)) throw new ConfigError(`${name} must be a list, got ${show(value)}.`);
    return value as readonly unknown[];
  }

  object(name: string): Readonly<Record<string, unknown>> | null {
    const value = this.#get(name);
    return isRecord(value) ? value : null;
  }

  /** The names of fields that match and are neither null nor an empty, false or zero value. */
  matching(pattern: RegExp): readonly string[] {
    const isSet = (value: unknown) => Boolean(value) && !(Array.isArray(value) && value.length === 0);
    return Object.keys(this.#values).filter((name) => pattern.test(name) && isSet(this.#values[name]));
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] ?? undefined) : undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as an error message shows it: short, and never a whole object. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'an object';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? 'null' : `a value of type ${typeof value}`;
}

function whole(name: string, value: unknown, minimum: number): number {
  const limit = LIMITS.find(([pattern]) => pattern.test(name))?.[1] ?? DEFAULT_LIMIT;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > limit) {
    throw new ConfigError(
      `${name} must be a whole number from ${minimum} to ${limit.toLocaleString('en-US')}, got ${show(value)}.`,
    );
  }
  return value;
}
