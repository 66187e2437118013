import { distance } from 'fastest-levenshtein';

/**
 * The form under which names are compared: NFKC (full width to half width), lower case, and no difference between
 * a space, a hyphen and an underscore, so that "ＧＱＡ", "gqa" and "Flash_Attention" find what they mean.
 */
export function normalizeName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/[\s_\-‐-―]+/gu, ' ');
}

/** Like {@link normalizeName}, but blind to separators altogether: "FlashAttention" equals "flash-attention". */
export function squeezeName(name: string): string {
  return normalizeName(name).replace(/[\s.·・/]+/gu, '');
}

/**
 * The candidates closest to what was asked, best first, for an error that helps: names that contain it or are
 * contained in it, then names within an edit distance of a third of the longer one.
 */
export function nearestNames(asked: string, candidates: Iterable<string>, limit = 5): string[] {
  const wanted = squeezeName(asked).slice(0, 200);
  if (wanted === '') return [];
  const scored: { name: string; score: number }[] = [];
  for (const name of candidates) {
    const form = squeezeName(name);
    const longer = Math.max(form.length, wanted.length);
    const edits = distance(wanted, form) / longer;
    const contains = form.includes(wanted) || (form.length > 1 && wanted.includes(form));
    const score = contains ? Math.min(edits, 0.3) : edits;
    if (contains || score <= 0.34) scored.push({ name, score });
  }
  scored.sort((a, b) => a.score - b.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return scored.slice(0, limit).map(({ name }) => name);
}
