import { matrix, vector } from './parameter-group.ts';
import type { ParameterGroup, ParameterRole } from './parameter-group.ts';
import type {
  Attention,
  FeedForward,
  LatentAttention,
  ModuleNames,
  MoeFeedForward,
  SoftmaxAttention,
} from './types.ts';

/** The weights of one attention layer. */
export function attentionGroups(
  attention: Attention,
  hidden: number,
  modules: ModuleNames,
): ParameterGroup[] {
  switch (attention.kind) {
    case 'none':
      return [];
    case 'mla':
      return latentGroups(attention, hidden);
    case 'softmax':
      return softmaxGroups(attention, hidden, modules);
  }
}

function softmaxGroups(attention: SoftmaxAttention, hidden: number, modules: ModuleNames): ParameterGroup[] {
  const { heads, kvHeads, headDim, valueDim = headDim, qkvBias, outputBias, sharing } = attention;
  const query = heads * headDim * (attention.outputGate ? 2 : 1);
  const [key, value] = [kvHeads * headDim, kvHeads * valueDim];
  const linear = (name: string, outputs: number) => matrix('attention', name, hidden, outputs, qkvBias);
  const separate = [
    linear('q_proj', query),
    ...(sharing === 'layer' ? [] : [linear('k_proj', key)]),
    ...(sharing === undefined ? [linear('v_proj', value)] : []),
  ];
  return [
    ...(modules.qkv ? [linear(modules.qkv, query + key + value)] : separate),
    matrix('attention', modules.output ?? 'o_proj', heads * valueDim, hidden, outputBias),
    vector('attention', 'q_norm, k_norm', attention.qkNormParameters),
    vector('attention', 'sinks', attention.sinks ? heads : 0),
  ];
}

/** DeepSeek-V2, https://arxiv.org/abs/2405.04434, equations 9 to 19, as DeepseekV3Attention of transformers has it. */
function latentGroups(attention: LatentAttention, hidden: number): ParameterGroup[] {
  const { heads, qLoraRank, kvLoraRank, qkNopeDim, qkRopeDim, vDim, bias = false } = attention;
  const query = heads * (qkNopeDim + qkRopeDim);
  const queries =
    qLoraRank === null
      ? [matrix('attention', 'q_proj', hidden, query)]
      : [
          matrix('attention', 'q_a_proj', hidden, qLoraRank, bias),
          vector('attention', 'q_a_layernorm', qLoraRank),
          matrix('attention', 'q_b_proj', qLoraRank, query),
        ];
  return [
    ...queries,
    matrix('attention', 'kv_a_proj_with_mqa', hidden, kvLoraRank + qkRopeDim, bias),
    vector('attention', 'kv_a_layernorm', kvLoraRank),
    matrix('attention', 'kv_b_proj', kvLoraRank, heads * (qkNopeDim + vDim)),
    matrix('attention', 'o_proj', heads * vDim, hidden, bias),
    ...indexerGroups(attention, hidden),
  ];
}

/** DeepseekV32Indexer of transformers: queries from the compressed query, one key, a LayerNorm, a weight a head. */
function indexerGroups({ qLoraRank, sparse }: LatentAttention, hidden: number): ParameterGroup[] {
  if (!sparse?.indexer) return [];
  const { heads, headDim } = sparse.indexer;
  return [
    matrix('attention', 'indexer.wq_b', qLoraRank ?? hidden, heads * headDim),
    matrix('attention', 'indexer.wk', hidden, headDim),
    vector('attention', 'indexer.k_norm', 2 * headDim),
    matrix('attention', 'indexer.weights_proj', hidden, heads),
  ];
}

/** The weights of one feed-forward layer; of experts, one group for all of a layer. */
export function feedForwardGroups(
  feedForward: FeedForward,
  hidden: number,
  modules: ModuleNames,
): ParameterGroup[] {
  switch (feedForward.kind) {
    case 'none':
      return [];
    case 'moe':
      return moeGroups(feedForward, hidden, modules);
    case 'dense':
      return blockGroups('feed-forward', feedForward, hidden, modules);
  }
}

function moeGroups(moe: MoeFeedForward, hidden: number, modules: ModuleNames): ParameterGroup[] {
  const { experts, activeExperts, gated, sharedIntermediate, sharedGate, routerBias, latent } = moe;
  const expert = blockGroups('expert', moe, latent ?? hidden, modules);
  const shared = { intermediate: sharedIntermediate, gated, bias: false };
  return [
    matrix('router', modules.router ?? 'gate', hidden, experts, routerBias),
    ...(latent === undefined
      ? []
      : [
          matrix('shared-expert', 'fc1_latent_proj', hidden, latent),
          matrix('shared-expert', 'fc2_latent_proj', latent, hidden),
        ]),
    ...expert.map((group) => ({ ...group, copies: experts, activeCopies: activeExperts })),
    ...(sharedIntermediate > 0 ? blockGroups('shared-expert', shared, hidden, modules) : []),
    ...(sharedGate ? [matrix('shared-expert', 'shared_expert_gate', hidden, 1)] : []),
  ];
}

interface Block {
  readonly intermediate: number;
  readonly gated: boolean;
  readonly bias: boolean;
}

/** Two matrices, or three with a gate; the gate and the up projection may be one module. */
function blockGroups(
  role: ParameterRole,
  block: Block,
  hidden: number,
  modules: ModuleNames,
): ParameterGroup[] {
  const { intermediate, gated, bias } = block;
  const { gate = 'gate_proj', up = 'up_proj', down = 'down_proj', gateUp } = modules;
  const linear = (name: string, outputs: number) => matrix(role, name, hidden, outputs, bias);
  const inwards = gateUp
    ? [linear(gateUp, 2 * intermediate)]
    : [...(gated ? [linear(gate, intermediate)] : []), linear(up, intermediate)];
  return [...inwards, matrix(role, down, intermediate, hidden, bias)];
}
