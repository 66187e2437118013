import type { ModelArchitecture } from '../../architecture/types.ts';
import { grouped } from '../units.ts';
import type { InferenceSettings } from './settings.ts';
import { blocksPerSequence, VLLM_UTILIZATION, vllmPages } from './vllm.ts';

/** What an engine that takes a share of the card has left for the cache. */
export interface CacheBudget {
  /** Bytes the engine takes of the card. */
  readonly reserved: number;
  /** Bytes left for the cache. */
  readonly bytes: number;
  /** Tokens it holds if every layer keeps every token, as vLLM counts "GPU KV cache size". */
  readonly tokens: number;
  /** Sequences of the asked length that it holds at once. */
  readonly sequences: number;
  readonly formula: string;
}

/** CUDA offers about 1 % less than nvidia-smi shows: 79.1 of 79.6 GiB on an H100, 79.15 of 80 on an A100, 23.65 of 24 on an RTX 4090. */
const USABLE = 0.99;

/** SGLang's `mem_fraction_static` where it is not set lies between 0.8 and 0.9 by the card; weights and cache share it. */
export const SGLANG_FRACTION = 0.88;

function utilizationOf({ utilization, engine }: InferenceSettings): number {
  return utilization ?? (engine === 'vllm' ? VLLM_UTILIZATION : SGLANG_FRACTION);
}

/** The share of a card's memory that the engine takes. */
export function usableShare(settings: InferenceSettings): number {
  return USABLE * utilizationOf(settings);
}

/**
 * Divides what is left of the share of the card after `taken` bytes into blocks (vLLM), or tokens (SGLang). Undefined for
 * an engine that does not reserve, or where no card is named.
 */
export function cacheBudget(
  architecture: ModelArchitecture,
  settings: InferenceSettings,
  taken: number,
): CacheBudget | undefined {
  const { engine, memory, context } = settings;
  if (memory === undefined || (engine !== 'vllm' && engine !== 'sglang')) return undefined;
  const pages = vllmPages(architecture, settings);
  if (pages === null) return undefined;
  const reserved = Math.floor(memory * usableShare(settings));
  const bytes = Math.max(0, reserved - taken);
  const blocks = Math.floor(bytes / pages.blockBytes);
  const tokens = Math.floor(blocks / pages.groups.length) * pages.blockTokens;
  return {
    reserved,
    bytes,
    tokens,
    sequences: Math.floor(blocks / blocksPerSequence(pages, context)),
    formula: `(${utilizationOf(settings)} × ${USABLE} × ${grouped(memory)} B − ${grouped(taken)} B) / ${grouped(pages.blockBytes)} B a block = ${grouped(blocks)} blocks / ${pages.groups.length} group(s) × ${pages.blockTokens} tokens`,
  };
}
