import * as z from 'zod';
import { architectureFromConfig, ConfigError } from '../architecture/from-config.ts';
import type { ModelArchitecture } from '../architecture/types.ts';
import type { Book } from '../knowledge/book.ts';
import type { ModelFacts } from '../knowledge/model-facts.ts';
import { AskError } from './define-tool.ts';

/** The two ways to name a model, as parameters every calculator takes. */
export const modelParameters = {
  model: z.string().trim().min(1).max(200).optional().describe('模型名或 hub id / name or hub id'),
  config: z.record(z.string(), z.unknown()).optional().describe('或 config.json 对象 / or its object'),
};

export interface NamedArchitecture {
  readonly name: string;
  readonly architecture: ModelArchitecture;
  /** Absent for a config that was passed in. */
  readonly facts?: ModelFacts;
}

/** The architecture of a known model or of a config; undefined when neither was given. */
export function findArchitecture(
  book: Book,
  { model, config }: { model?: string | undefined; config?: Record<string, unknown> | undefined },
): NamedArchitecture | undefined {
  if (model !== undefined && config !== undefined) {
    throw new AskError('model, config: 只给一个 / pass one of them, not both');
  }
  if (config !== undefined) {
    const type = config['model_type'];
    return {
      name: typeof type === 'string' ? `config (${type.slice(0, 60)})` : 'config',
      architecture: read(config),
    };
  }
  if (model === undefined) return undefined;
  const facts = book.modelNames.find(model) ?? book.modelNames.find(model.split('/').at(-1) ?? model);
  if (facts === undefined) throw new AskError(unknownModel(book, model));
  return { name: facts.title, architecture: read(facts.config), facts };
}

/** Says what to pass when no model was named. */
export function requireArchitecture(
  book: Book,
  args: { model?: string | undefined; config?: Record<string, unknown> | undefined },
): NamedArchitecture {
  const found = findArchitecture(book, args);
  if (found === undefined) {
    throw new AskError(
      `model: 缺少。给 model（如 ${someModels(book)}）或 config / required: pass model or config (a config.json object)`,
    );
  }
  return found;
}

function read(config: unknown): ModelArchitecture {
  try {
    return architectureFromConfig(config);
  } catch (error) {
    if (error instanceof ConfigError) throw new AskError(`config: ${error.message}`);
    throw error;
  }
}

function unknownModel(book: Book, model: string): string {
  const nearest = new Set(
    book.modelNames.nearest(model, 12).flatMap((name) => book.modelNames.find(name)?.name ?? []),
  );
  const shown = model.length > 80 ? `${model.slice(0, 80)}…` : model;
  return [
    `model: 不认识 "${shown}"，不给数字 · unknown model, so no number is given.`,
    nearest.size > 0
      ? `最接近 / nearest: ${[...nearest].slice(0, 6).join(', ')}.`
      : `已知 / known: ${someModels(book)} …`,
    '或把它的 Hugging Face config.json 作为 config 传入 / or pass its Hugging Face config.json as config.',
  ].join(' ');
}

function someModels(book: Book): string {
  return book.models
    .slice(0, 5)
    .map(({ name }) => name)
    .join(', ');
}
