import { architectureFromConfig } from '../../src/architecture/from-config.ts';
import type { ModelArchitecture } from '../../src/architecture/types.ts';
import { book } from '../the-book.ts';

/** A model of the book, for a test of a formula. */
export function model(name: string): ModelArchitecture {
  const facts = book.modelNames.find(name);
  if (facts === undefined) throw new Error(`no model ${name}`);
  return architectureFromConfig(facts.config);
}
