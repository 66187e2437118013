import { ConfigError } from './config-error.ts';
import type { Family, Need } from './decoder.ts';
import { FAMILIES } from './families/index.ts';
import { unknown } from './families/unknown.ts';
import { Fields, isRecord, show } from './fields.ts';
import { countParameters } from './parameters.ts';
import type { ModelArchitecture } from './types.ts';

/** Where multimodal configs keep the config of their language model. */
const TEXT_CONFIGS = ['text_config', 'llm_config', 'language_config'];

/** Fields in which null is a statement: no window, no compression, as many key/value heads as heads, hidden/heads. */
const NULLABLE = new Set(['sliding_window', 'q_lora_rank', 'num_key_value_heads', 'head_dim']);

const MAX_PARAMETERS = 1e15;

/**
 * Reads a Hugging Face `config.json`, given as an object. A multimodal config is read as its text part, with a
 * warning; a model type that is not known is read by its fields, with a warning.
 *
 * Throws a `ConfigError` where fields are missing or impossible.
 */
export function architectureFromConfig(config: unknown): ModelArchitecture {
  if (!isRecord(config)) {
    throw new ConfigError(`A config must be the object of a Hugging Face config.json, got ${show(config)}.`);
  }
  const { fields, family, warnings } = textPart(config);
  requireFields(fields, family);
  const architecture = family.read(fields);
  const { total } = countParameters(architecture);
  if (total > MAX_PARAMETERS) {
    throw new ConfigError('The config describes more than 10^15 parameters, the most that is computed with.');
  }
  return { ...architecture, warnings: [...warnings, ...architecture.warnings] };
}

interface TextPart {
  readonly fields: Fields;
  readonly family: Family;
  readonly warnings: readonly string[];
}

/** The config of the language model: the config itself, or the one nested in it. */
function textPart(config: Record<string, unknown>): TextPart {
  const outer = new Fields(config);
  const name = TEXT_CONFIGS.find((key) => outer.object(key));
  const nested = name && outer.object(name);
  if (!nested) {
    const warnings = outer.object('vision_config') ? [notCounted('its vision tower')] : [];
    return { fields: outer, family: familyOf(outer), warnings };
  }
  const inner = new Fields(nested);
  const outerType = outer.text('model_type');
  const stated = {
    ...nested,
    // The text config of an early Gemma 3 checkpoint does not name its type.
    ...(outerType && !inner.has('model_type') && { model_type: `${outerType}_text` }),
    ...(outer.has('tie_word_embeddings') &&
      !inner.has('tie_word_embeddings') && { tie_word_embeddings: outer.flag('tie_word_embeddings', false) }),
  };
  const family = familyOf(new Fields(stated));
  const { fields, assumed } = withDefaults(stated, family);
  return { fields, family, warnings: [notCounted(`what lies outside ${name}`), ...assumed] };
}

function familyOf(fields: Fields): Family {
  const type = fields.text('model_type');
  return FAMILIES.find(({ modelTypes }) => type !== null && modelTypes.includes(type)) ?? unknown;
}

function withDefaults(
  stated: Record<string, unknown>,
  family: Family,
): { fields: Fields; assumed: string[] } {
  const fields = new Fields(stated);
  const absent = Object.entries(family.nestedDefaults ?? {}).filter(([name]) => !fields.isStated(name));
  return {
    fields: new Fields({ ...Object.fromEntries(absent), ...stated }),
    assumed: absent.map(
      ([name, value]) => `${name} is absent: the default of transformers, ${value}, was taken.`,
    ),
  };
}

function notCounted(what: string): string {
  return `Only the language model was read; ${what} (a vision or audio tower and its projector) is not counted.`;
}

function requireFields(fields: Fields, family: Family): void {
  const missing = family.needs.filter((need) => !alternatives(need).some((name) => isGiven(fields, name)));
  if (missing.length === 0) return;
  const described = missing.map(
    (need) => alternatives(need).join(' or ') + (isNullable(need) ? ' (may be null)' : ''),
  );
  const kind = family === unknown ? 'a decoder' : `the model type ${fields.text('model_type') ?? ''}`;
  throw new ConfigError(
    `The config lacks ${described.join(', ')}. To be read as ${kind} it must state ` +
      `${family.needs.map((need) => alternatives(need).join(' or ')).join(', ')}: pass the whole config.json.`,
    missing.map((need) => alternatives(need)[0] ?? ''),
  );
}

function alternatives(need: Need): readonly string[] {
  return typeof need === 'string' ? [need] : need;
}

function isNullable(need: Need): boolean {
  return alternatives(need).some((name) => NULLABLE.has(name));
}

function isGiven(fields: Fields, name: string): boolean {
  return NULLABLE.has(name) ? fields.isStated(name) : fields.has(name);
}

export { ConfigError } from './config-error.ts';
