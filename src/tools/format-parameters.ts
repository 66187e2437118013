import * as z from 'zod';
import {
  findKvFormat,
  findWeightFormat,
  KV_FORMAT_NAMES,
  WEIGHT_FORMAT_NAMES,
  type KvFormatName,
  type WeightFormatName,
} from '../estimate/formats/weight-formats.ts';

/**
 * A format by any of its names. Told as a plain text in the schema: forty names would cost every conversation more than
 * the error costs the one that needs it.
 */
export const weightFormat = z
  .string()
  .max(40)
  .transform((name, context): WeightFormatName => {
    const found = findWeightFormat(name);
    if (found === undefined) {
      context.addIssue({
        code: 'custom',
        message: `不认识的格式 / no such format; 可用 / one of: ${WEIGHT_FORMAT_NAMES.join(', ')}`,
      });
      return z.NEVER;
    }
    return found;
  });

export const kvFormat = z
  .string()
  .max(40)
  .transform((name, context): KvFormatName => {
    const found = findKvFormat(name);
    if (found === undefined) {
      context.addIssue({
        code: 'custom',
        message: `不认识的 KV 格式 / no such cache format; 可用 / one of: ${KV_FORMAT_NAMES.join(', ')}`,
      });
      return z.NEVER;
    }
    return found;
  });
