import { parameterGroups, type ParameterGroup } from '../architecture/parameters.ts';
import type { ModelArchitecture } from '../architecture/types.ts';

/** How the weights of a layer are split over GPUs. */
export interface Shards {
  /** Ranks that every split matrix is divided over. */
  readonly tensor: number;
  /** Ranks that the routed experts are divided over; 1 divides them like everything else, over `tensor`. */
  readonly expert: number;
}

/** Layers `from` to `to` (exclusive) of a model, and what stands at its ends. */
export interface Stage {
  readonly from: number;
  readonly to: number;
  readonly embedding: boolean;
  readonly head: boolean;
}

/**
 * The pipeline stages of a model. Layers that do not divide evenly go to the stages before the last, which has the head,
 * as vLLM's `get_pp_indices` has it.
 */
export function stagesOf({ layers }: ModelArchitecture, pipeline: number): Stage[] {
  const each = Math.floor(layers.length / pipeline);
  const left = layers.length - each * pipeline;
  let from = 0;
  return Array.from({ length: pipeline }, (_, index) => {
    const extra = index >= pipeline - 1 - left && index < pipeline - 1 ? 1 : 0;
    const stage = {
      from,
      to: from + each + extra,
      embedding: index === 0,
      head: index === pipeline - 1,
    };
    from = stage.to;
    return stage;
  });
}

export function wholeModel({ layers }: ModelArchitecture): Stage {
  return { from: 0, to: layers.length, embedding: true, head: true };
}

/** The model with the layers of a stage alone. */
export function stageLayers(architecture: ModelArchitecture, { from, to }: Stage): ModelArchitecture {
  return { ...architecture, layers: architecture.layers.slice(from, to) };
}

/** The weights of a stage. A head tied to an embedding that lies in another stage is a copy of it. */
export function stageGroups(architecture: ModelArchitecture, stage: Stage): ParameterGroup[] {
  const groups = parameterGroups(stageLayers(architecture, stage));
  const embedding = groups.find(({ role }) => role === 'embedding');
  const finalNorm = architecture.modules?.finalNorm ?? 'norm';
  const isHere = ({ role, name }: ParameterGroup) => {
    if (role === 'embedding' || role === 'position') return stage.embedding;
    return role === 'head' || name === finalNorm ? stage.head : true;
  };
  const kept = groups.filter(isHere);
  return architecture.tiedEmbeddings && stage.head && !stage.embedding && embedding
    ? [...kept, { ...embedding, role: 'head' as const }]
    : kept;
}

/** Low-rank compressions of MLA and the router stay whole on every tensor-parallel rank, as do the norms. */
const REPLICATED = new Set(['q_a_proj', 'kv_a_proj_with_mqa', 'indexer.wk', 'indexer.weights_proj']);

/** Over how many ranks a weight is divided. */
export function divisor(group: ParameterGroup, { tensor, expert }: Shards): number {
  if (group.role === 'expert' && expert > 1) return expert;
  const split =
    group.in !== null && group.role !== 'router' && group.role !== 'position' && !REPLICATED.has(group.name);
  return split ? tensor : 1;
}
