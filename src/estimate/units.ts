export const GIB = 2 ** 30;

/** Bytes in both units, never mixed: `14.96 GiB (16.06 GB)`. */
export function formatBytes(bytes: number): string {
  const [binary, decimal] = [scaled(bytes, 1024), scaled(bytes, 1000)];
  const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const decimalUnits = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  if (binary.power === 0) return `${bytes} B`;
  return `${binary.value} ${binaryUnits[binary.power] ?? ''} (${decimal.value} ${decimalUnits[decimal.power] ?? ''})`;
}

function scaled(bytes: number, base: number): { value: string; power: number } {
  let power = 0;
  let value = bytes;
  while (Math.abs(value) >= base && power < 5) {
    value /= base;
    power += 1;
  }
  return { value: power === 0 ? String(value) : value.toFixed(2), power };
}

/** 8030261248 as `8.03 B` (billion), 405853388800 as `405.85 B`. */
export function formatCount(count: number): string {
  for (const [size, unit] of [
    [1e12, ' T'],
    [1e9, ' B'],
    [1e6, ' M'],
    [1e3, ' K'],
  ] as const) {
    if (count >= size) return `${(count / size).toFixed(2)}${unit}`;
  }
  return String(count);
}

/** An integer with thousands separated, so that digits can be compared by eye. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
