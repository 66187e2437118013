/** Values that begin with what was typed, then those that contain it, in any case and width. */
export function completions(values: readonly string[], typed: string): string[] {
  const wanted = typed.normalize('NFKC').toLowerCase();
  const begins = values.filter((value) => value.toLowerCase().startsWith(wanted));
  const contains = values.filter((value) => !begins.includes(value) && value.toLowerCase().includes(wanted));
  return [...begins, ...contains];
}
