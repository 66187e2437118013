import { architectureFromConfig } from '../architecture/from-config.ts';
import { countParameters } from '../architecture/parameters.ts';
import { completions } from '../text/completions.ts';
import { type Resource } from './define-resource.ts';

const JSON_TYPE = 'application/json';

export const model: Resource = {
  name: 'model',
  title: '模型 · Model',
  description: '一个已发布模型的结构、参数量与来源 / a published model: config, parameter counts, source',
  uri: 'notes://model/{name}',
  mimeType: JSON_TYPE,
  list: ({ models }) =>
    models.map(({ name, title, organisation }) => ({
      uri: `notes://model/${name}`,
      name,
      title: `${title}（${organisation}）`,
    })),
  read: (book, name) => {
    const facts = book.modelNames.find(name);
    if (facts === undefined) return undefined;
    const { total, active, byRole } = countParameters(architectureFromConfig(facts.config));
    return {
      mimeType: JSON_TYPE,
      text: JSON.stringify({ ...facts, parameters: { total, active, by_role: byRole } }, null, 1),
    };
  },
  complete: ({ models }, typed) =>
    completions(
      models.map(({ name }) => name),
      typed,
    ),
};
