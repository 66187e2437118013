export const PARAMETER_ROLES = [
  'embedding',
  'position',
  'attention',
  'feed-forward',
  'expert',
  'shared-expert',
  'router',
  'norm',
  'head',
] as const;

export type ParameterRole = (typeof PARAMETER_ROLES)[number];

/** One kind of weight, with as many copies as the model has of that shape. */
export interface ParameterGroup {
  readonly role: ParameterRole;
  /** The module as the family's Hugging Face implementation calls it, or what it holds for several small vectors. */
  readonly name: string;
  /** Features that go in; of an embedding, its rows. Null for a vector. */
  readonly in: number | null;
  readonly out: number | null;
  /** Of one copy, bias included. */
  readonly parameters: number;
  /** Over all layers and experts. */
  readonly copies: number;
  /** Copies that one token passes through. */
  readonly activeCopies: number;
}

/** A weight of `inputs` × `outputs`, with a bias for each output where `bias` is true. */
export function matrix(
  role: ParameterRole,
  name: string,
  inputs: number,
  outputs: number,
  bias = false,
): ParameterGroup {
  const parameters = inputs * outputs + (bias ? outputs : 0);
  return { role, name, in: inputs, out: outputs, parameters, copies: 1, activeCopies: 1 };
}

export function vector(role: ParameterRole, name: string, parameters: number): ParameterGroup {
  return { role, name, in: null, out: null, parameters, copies: 1, activeCopies: 1 };
}

/** One group for all of the same shape, in the order of the first of each. */
export function merge(groups: readonly ParameterGroup[]): ParameterGroup[] {
  const merged = new Map<string, ParameterGroup>();
  for (const group of groups) {
    const key = [group.role, group.name, group.in, group.out, group.parameters].join(' ');
    const before = merged.get(key);
    merged.set(key, {
      ...group,
      copies: group.copies + (before?.copies ?? 0),
      activeCopies: group.activeCopies + (before?.activeCopies ?? 0),
    });
  }
  return [...merged.values()];
}
