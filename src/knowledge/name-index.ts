import { nearestNames, normalizeName, squeezeName } from '../text/names.ts';

/** Finds things by any of their names, whatever the case, the width or the separators. */
export class NameIndex<T> {
  readonly #byName = new Map<string, T>();
  readonly #bySqueezed = new Map<string, T>();
  readonly #names: string[] = [];

  constructor(things: Iterable<T>, namesOf: (thing: T) => readonly string[]) {
    for (const thing of things) {
      for (const name of namesOf(thing)) {
        this.#names.push(name);
        setIfAbsent(this.#byName, normalizeName(name), thing);
        setIfAbsent(this.#bySqueezed, squeezeName(name), thing);
      }
    }
  }

  find(name: string): T | undefined {
    return this.#byName.get(normalizeName(name)) ?? this.#bySqueezed.get(squeezeName(name));
  }

  nearest(name: string, limit?: number): string[] {
    return nearestNames(name, new Set(this.#names), limit);
  }
}

function setIfAbsent<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (!map.has(key)) map.set(key, value);
}
