import type { Book } from '../knowledge/book.ts';
import { citedKeys, referenceLine } from '../knowledge/citations.ts';
import type { Note } from '../knowledge/schema/note.ts';
import { countTokens } from '../text/tokens.ts';

/** Tokens an answer may take unless the caller says otherwise, and the least and most they may ask for. */
export const DEFAULT_TOKENS = 2000;
export const FEWEST_TOKENS = 200;
export const MOST_TOKENS = 20_000;

/** Links to notes that are planned but not written say so, so that nobody is sent to an empty page. */
export function markUnwritten(book: Book, markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\(notes:\/\/note\/([^)]+)\)/g, (link, text: string, id: string) =>
    book.note(id) === undefined ? `${text}（${id}，尚未撰写）` : link,
  );
}

/** The sources cited in `text` as a list, cut to `budget` tokens with a count of what is left out. */
export function referencesOf(book: Book, text: string, budget = Infinity): string {
  const references = citedKeys(text).flatMap((key) => book.reference(key) ?? []);
  if (references.length === 0) return '';
  const lines: string[] = ['引用 · References'];
  let spent = countTokens(lines[0] ?? '');
  for (const [index, reference] of references.entries()) {
    const line = `- ${referenceLine(reference)}`;
    spent += countTokens(line) + 1;
    if (spent > budget - REST_TOKENS && index < references.length - 1) {
      lines.push(
        `- 另有 ${references.length - index} 条 / ${references.length - index} more: notes://reference/{key}`,
      );
      break;
    }
    lines.push(line);
  }
  return lines.join('\n');
}

/** Room kept for the line that counts the references left out. */
const REST_TOKENS = 30;

/** `2.1/mla 多头潜在注意力（MLA）`, for lists of where to go on. */
export function noteLabel(book: Book, id: string): string {
  const entry = book.entry(id);
  if (entry === undefined) return id;
  return `${id} ${entry.title}${entry.written ? '' : '（尚未撰写）'}`;
}

export function noteUri(note: Note): string {
  return `notes://note/${note.id}`;
}
