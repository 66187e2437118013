import * as z from 'zod';
import {
  findKvFormat,
  findWeightFormat,
  KV_FORMAT_NAMES,
  WEIGHT_FORMAT_NAMES,
} from '../estimate/formats/weight-formats.ts';

/**
 * A format by any of its names. Told as a plain text in the schema: forty names would cost every conversation more than
 * the error costs the one that needs it.
 */
function formatNamed<Name extends string>(
  find: (name: string) => Name | undefined,
  names: readonly Name[],
  refusal: string,
) {
  return z
    .string()
    .max(40)
    .transform((name, context): Name => {
      const found = find(name);
      if (found !== undefined) return found;
      context.addIssue({ code: 'custom', message: `${refusal}; 可用 / one of: ${names.join(', ')}` });
      return z.NEVER;
    });
}

export const weightFormat = formatNamed(
  findWeightFormat,
  WEIGHT_FORMAT_NAMES,
  '不认识的格式 / no such format',
);

export const kvFormat = formatNamed(findKvFormat, KV_FORMAT_NAMES, '不认识的 KV 格式 / no such cache format');
