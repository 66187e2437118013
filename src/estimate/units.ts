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

/** An integer with thousands separated, so that digits can be compared by eye. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
