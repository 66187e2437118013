import { FIELD_WEIGHTS, FIELDS, fieldsOf, type Cut, type Engine } from './engine.ts';

/**
 * What a plain server does: lower case, every word of the query must occur somewhere in the note, most weighted
 * occurrences first. With our words, some must occur and each counts by its rarity.
 */
export function substring(name: string, cutOf?: (book: Parameters<Engine['build']>[0]) => Cut): Engine {
  return {
    name,
    build: (book) => {
      const cut = cutOf?.(book);
      const notes = book.notes.map((note) => {
        const fields = fieldsOf(note);
        return {
          id: note.id,
          fields: FIELDS.map((field) => ({
            text: fields[field].toLowerCase(),
            weight: FIELD_WEIGHTS[field],
          })),
        };
      });
      return (query) => {
        const words = [
          ...new Set(
            (cut?.(query) ?? query.toLowerCase().split(/[\s，。？！、,.?!]+/)).filter((word) => word !== ''),
          ),
        ];
        const counts = words.map((word) =>
          notes.map(({ fields }) =>
            fields.reduce((sum, { text, weight }) => sum + weight * (text.split(word).length - 1), 0),
          ),
        );
        return notes
          .map(({ id }, at) => {
            const found = counts.map((count) => count[at] ?? 0);
            const score = found.reduce((sum, count, word) => {
              const holders = counts[word]?.filter((other) => other > 0).length ?? 0;
              const rarity = cut === undefined ? 1 : Math.log(1 + notes.length / (holders + 1));
              return sum + Math.log1p(count) * rarity;
            }, 0);
            const enough = cut === undefined ? found.every((count) => count > 0) : score > 0;
            return { id, score: enough ? score : 0 };
          })
          .filter(({ score }) => score > 0)
          .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
          .slice(0, 10)
          .map(({ id }) => id);
      };
    },
  };
}
