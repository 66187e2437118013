import { ConfigError } from './config-error.ts';
import { always } from './decoder.ts';
import { show } from './fields.ts';
import type { Fields } from './fields.ts';

/** Tokens that the queries of a layer see, themselves included; null for all. */
export type Windows = (layer: number) => number | null;

/** `sliding_window` on every layer; full attention where it is null, zero or absent. */
export function uniformWindow(fields: Fields): Windows {
  return always(fields.count('sliding_window', null) || null);
}

/**
 * `sliding_window` on the layers that `layer_types` names, or on those of the family's own rule where the config has
 * no such list.
 */
export function patternedWindow(fields: Fields, isSliding: (layer: number) => boolean): Windows {
  const window = fields.count('sliding_window', null) || null;
  const types = layerTypes(fields);
  const slides = types ? (layer: number) => types[layer] === 'sliding_attention' : isSliding;
  return (layer) => (slides(layer) ? window : null);
}

/** Every `period`-th layer attends to everything, the others to a window (Gemma, gpt-oss). */
export function allButEvery(period: number): (layer: number) => boolean {
  return (layer) => (layer + 1) % period !== 0;
}

const SOFTMAX_TYPES = ['full_attention', 'sliding_attention'] as const;

/** `layer_types`, one of the known names a layer; null where the config has none. */
export function layerTypes(
  fields: Fields,
  known: readonly string[] = SOFTMAX_TYPES,
): readonly string[] | null {
  const types = fields.list('layer_types');
  if (!types) return null;
  const layers = fields.size('num_hidden_layers');
  if (types.length !== layers) {
    throw new ConfigError(`layer_types has ${types.length} entries for ${layers} layers.`);
  }
  return types.map((type) => {
    if (typeof type !== 'string' || !known.includes(type)) {
      throw new ConfigError(
        `layer_types may name ${known.join(' and ')}, got ${show(type)}: layers of another kind have ` +
          'parameters and a cache that this config reader does not know.',
      );
    }
    return type;
  });
}
