/** A config that cannot be read as an architecture. Its message says what was wrong and what would be accepted. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** The fields that the config lacks; empty where something else is wrong with it. */
  readonly missing: readonly string[];

  constructor(message: string, missing: readonly string[] = []) {
    super(message);
    this.missing = missing;
  }
}
