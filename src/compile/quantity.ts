/** What a calculation yields, which decides how a unit after it is read: `8 B` is bytes or billions. */
export type Dimension = 'bytes' | 'count' | 'number';

export interface Quantity {
  readonly value: number;
  readonly dimension: Dimension;
}

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const COUNTS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** The stated result of a calculation: its value in base units and half a unit of its last digit. */
export interface Stated {
  readonly value: number;
  readonly tolerance: number;
}

/**
 * Reads `131,072 B`, `1.9 GB`, `56.9 ×`, `1.2e21 FLOP`: every value it may mean, since after plain arithmetic `B` is
 * bytes or billions. Empty when it does not begin with a number.
 */
export function readStated(text: string, dimension: Dimension): Stated[] {
  const match = /^(-?[\d,]*\d(?:\.(\d+))?)(?:e([+-]?\d+))?\s*(.*)$/.exec(text.trim());
  if (match === null) return [];
  const [, digits = '', decimals = '', exponent = '0', label = ''] = match;
  return scalesOf(label, dimension).map((scale) => {
    const unit = scale * 10 ** Number(exponent);
    return {
      value: Number(digits.replaceAll(',', '')) * unit,
      tolerance: 0.5 * 10 ** -decimals.length * unit,
    };
  });
}

function scalesOf(label: string, dimension: Dimension): number[] {
  const word = label.split(/[\s/（(，,]/)[0] ?? '';
  if (word === '%') return [0.01];
  const scales = [
    ...(dimension === 'count' ? [] : [BYTES[word]]),
    ...(dimension === 'bytes' ? [] : [COUNTS[word]]),
  ];
  const known = scales.filter((scale) => scale !== undefined);
  return known.length > 0 ? known : [1];
}
