import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import { countParameters } from '../../src/architecture/parameters.ts';
import type { Book } from '../../src/knowledge/book.ts';
import type { Measurement } from './main.ts';

/** Bytes a weight or a cached element by the format's nominal bits, as simple calculators take it. */
function nominal(format: string): number {
  const bits = /(\d+)/.exec(format.replace(/^(bf|fp|f)?(?=\d)/, ''))?.[1] ?? '16';
  return Number(bits) / 8;
}

/**
 * What the formulas that most calculators use give: parameters × nominal bytes, 2 × layers × KV heads × head width ×
 * tokens, 16 bytes a trained parameter, 34 s b h a layer of activations. Null where they have no answer.
 */
export function textbook({ args, read }: Measurement, book: Book): number | null {
  const config = args['config'] ?? book.modelNames.find(String(args['model']))?.config;
  const architecture = architectureFromConfig(config);
  const { total } = countParameters(architecture);
  const context = Number(args['context_length'] ?? 4096);
  const batch = Number(args['batch_size'] ?? 1);
  const { tensor = 1, data = 1 } = (args['parallel'] ?? {}) as Record<string, number>;
  const weights = (total * nominal(textOf(args['weight_format']))) / tensor;
  const first = architecture.layers
    .map(({ attention }) => attention)
    .find((attention) => attention.kind !== 'none');
  const heads = first?.kind === 'softmax' ? first.kvHeads : (first?.heads ?? 0);
  const width =
    first?.kind === 'softmax' ? first.headDim : first?.kind === 'mla' ? first.qkNopeDim + first.qkRopeDim : 0;
  const perToken = 2 * architecture.layers.length * heads * width * nominal(textOf(args['kv_format']));
  const activations = (34 * context * batch * architecture.hiddenSize * architecture.layers.length) / tensor;
  switch (read) {
    case 'weights':
      return weights;
    case 'kv_cache':
      return perToken * context * batch;
    case 'allocated': {
      if (args['task'] === 'inference') return weights + perToken * context;
      const full = args['task'] === 'pretrain' || (args['finetune'] as { method?: string }).method === 'full';
      return full ? (16 * total) / data + activations : weights + activations;
    }
    case 'states':
      return (total * (2 + 2 + 12 / data)) / tensor;
    case 'activations+logits':
      return activations;
    default:
      return null;
  }
}

function textOf(format: unknown): string {
  return typeof format === 'string' ? format : 'bf16';
}
