import { parameterGroups, type ParameterGroup } from '../../architecture/parameters.ts';
import type { ModelArchitecture } from '../../architecture/types.ts';
import { isLinear } from '../weights.ts';

/** Which linear layers carry an adapter: a named set, or the modules' own names. */
export type AdapterTargets = 'attention' | 'mlp' | 'all-linear' | readonly string[];

/** Names that can be targeted in this model, for an error that helps. */
export function targetableModules(architecture: ModelArchitecture): string[] {
  return [
    ...new Set(
      parameterGroups(architecture)
        .filter(isLinear)
        .map(({ name }) => name),
    ),
  ];
}

/**
 * Trainable parameters of LoRA: rank × (inputs + outputs) for each adapted matrix, A of shape rank × inputs and B of
 * outputs × rank (LoRA paper, section 4.1). Throws a RangeError naming the modules there are when one is unknown.
 */
export function loraParameters(
  architecture: ModelArchitecture,
  rank: number,
  targets: AdapterTargets,
): number {
  const linear = parameterGroups(architecture).filter(isLinear);
  if (typeof targets !== 'string') {
    const known = new Set(linear.map(({ name }) => name));
    const unknown = targets.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new RangeError(`no module ${unknown.join(', ')} in this model; it has ${[...known].join(', ')}`);
    }
  }
  return linear
    .filter((group) => isTargeted(group, targets))
    .reduce(
      (total, { in: inputs, out: outputs, copies }) =>
        total + rank * ((inputs ?? 0) + (outputs ?? 0)) * copies,
      0,
    );
}

function isTargeted({ role, name }: ParameterGroup, targets: AdapterTargets): boolean {
  switch (targets) {
    case 'all-linear':
      return true;
    case 'attention':
      return role === 'attention';
    case 'mlp':
      return role !== 'attention';
    default:
      return targets.includes(name);
  }
}

/** Features that go into the adapted matrices for one token, over the layers it passes through. */
export function adaptedInputs(architecture: ModelArchitecture, targets: AdapterTargets): number {
  return parameterGroups(architecture)
    .filter((group) => isLinear(group) && isTargeted(group, targets))
    .reduce((total, { in: inputs, activeCopies }) => total + (inputs ?? 0) * activeCopies, 0);
}
