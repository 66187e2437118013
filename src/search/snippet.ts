export interface Snippet {
  readonly text: string;
  /** What the terms it holds are worth together. */
  readonly worth: number;
}

/** About how long a snippet is, in characters. */
const LENGTH = 160;

/**
 * The stretch of a passage that holds most of what was asked, whole sentences where they fit. `weights` says what each
 * matched term is worth. Terms are looked for as they are spelt: cutting every sentence into words would cost more than
 * all the rest of a search.
 */
export function snippet(markdown: string, weights: ReadonlyMap<string, number>): Snippet {
  const sentences = withoutMarkup(markdown)
    .split(/(?<=[。！？；])|(?<=[.!?])\s|\n{2,}|\n(?=\|)/)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence !== '' && !/^[|:\s-]+$/.test(sentence));
  const wanted = [...weights].map(([term, weight]) => ({ start: spelling(term), weight }));
  let best = { at: 0, worth: -1 };
  sentences.forEach((sentence, at) => {
    const text = sentence.toLowerCase();
    let worth = 0;
    for (const { start, weight } of wanted) if (holds(text, start)) worth += weight;
    if (worth > best.worth) best = { at, worth };
  });
  let text = sentences[best.at] ?? '';
  for (const next of sentences.slice(best.at + 1)) {
    if (text.length + next.length > LENGTH) break;
    text += next;
  }
  return {
    text: text.length > LENGTH * 1.5 ? `${text.slice(0, LENGTH)}…` : text,
    worth: Math.max(0, best.worth),
  };
}

/** How words of a stem begin: `queri` is of query and queries. */
function spelling(term: string): string {
  return /^[a-z]{4,}i$/.test(term) ? term.slice(0, -1) : term;
}

/** Whether a word of the text begins so; Han has no word ends. */
function holds(text: string, start: string): boolean {
  const at = text.indexOf(start);
  return at !== -1 && (!/^[a-z]/.test(start) || at === 0 || !/[a-z]/.test(text[at - 1] ?? ''));
}

/** A passage as a line of prose: no citations, link targets, emphasis or display math. */
function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/```[\s\S]*?```|\$\$[\s\S]*?\$\$/g, '\n\n')
    .replace(/\s*\[@[^\]]+\]/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/\*\*/g, '')
    .replace(/^\s*(?:[-*]|\d+\.)\s+/gm, '');
}
