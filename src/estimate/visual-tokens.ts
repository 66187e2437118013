/** How many tokens an image becomes in the context of a language model. */
export interface VisualTokens {
  readonly tokens: number;
  /** The arithmetic with the numbers put in. */
  readonly formula: string;
}

interface Processor {
  /** What the count holds beside the image's own features, or leaves out. */
  readonly counts: string;
  readonly count: (width: number, height: number) => VisualTokens;
}

/**
 * Image processors by the model that uses them, with the defaults of their published preprocessor configs. Sizes follow
 * the resizing code of transformers 5.24.0, with which the counts were compared (see the test).
 */
const PROCESSORS: Readonly<Record<string, Processor>> = {
  // CLIP ViT-L/14 at 336 × 336, all patches without the class token (arXiv:2310.03744, section 3.2).
  'llava-1.5': { counts: 'image features alone', count: () => patchGrid(336, 336, 14, 1) },
  'llava-next': { counts: 'base view, unpadded tiles and a newline a row', count: anyResolution },
  // min_pixels 3,136 and max_pixels 12,845,056 of the preprocessor configs of Qwen2-VL and Qwen2.5-VL.
  'qwen2-vl': qwen(14, 3136, 12_845_056),
  'qwen2.5-vl': qwen(14, 3136, 12_845_056),
  // Patches of 16, and 65,536 to 16,777,216 pixels.
  'qwen3-vl': qwen(16, 65_536, 16_777_216),
  'qwen3.5': qwen(16, 65_536, 16_777_216),
  internvl3: {
    counts: 'image features alone, without <img> and </img>',
    count: (width, height) => tiles(width, height, 448, 12, 256),
  },
  // SigLIP at 896 × 896 gives 64 × 64 patches, averaged 4 × 4 (arXiv:2503.19786, section 2.1); without pan and scan.
  'gemma-3': {
    counts: 'image features alone, without pan and scan',
    count: () => patchGrid(896, 896, 14, 4),
  },
  'gemma-4': { counts: 'image features alone', count: budgeted },
  'kimi-k2.5': { counts: 'image features alone', count: moonVit },
};
export const VISUAL_PROCESSORS = Object.keys(PROCESSORS);

const MOST_PIXELS = 100_000;

/**
 * Tokens that an image of `width` × `height` pixels becomes under the processor of a named model. Throws a RangeError for
 * a name that is none of `VISUAL_PROCESSORS`, or a size that is not whole pixels from 1 to 100,000.
 */
export function visualTokens(model: string, width: number, height: number): VisualTokens {
  const processor = Object.hasOwn(PROCESSORS, model) ? PROCESSORS[model] : undefined;
  if (processor === undefined) {
    throw new RangeError(
      `no image processor of "${model.slice(0, 60)}"; there are ${VISUAL_PROCESSORS.join(', ')}`,
    );
  }
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 1 || side > MOST_PIXELS)
      throw new RangeError(`width and height are whole pixels from 1 to ${MOST_PIXELS}, got ${side}`);
  }
  const { tokens, formula } = processor.count(width, height);
  return { tokens, formula: `${formula} (${processor.counts})` };
}

/** Patches of `patch` pixels, `merge` × `merge` of them in one token. */
function patchGrid(width: number, height: number, patch: number, merge: number): VisualTokens {
  const [columns, rows] = [width / patch / merge, height / patch / merge];
  return {
    tokens: Math.floor(columns) * Math.floor(rows),
    formula: `${width} × ${height} px / (${patch} × ${merge})² = ${Math.floor(columns)} × ${Math.floor(rows)}`,
  };
}

/** `smart_resize`: sides to multiples of patch × 2, then shrunk or enlarged to stay within the pixels allowed. */
function qwen(patch: number, fewest: number, most: number): Processor {
  const factor = 2 * patch;
  return {
    counts: 'image features alone, without <|vision_start|> and <|vision_end|>',
    count: (width, height) => {
      let [w, h] = [roundHalfEven(width / factor) * factor, roundHalfEven(height / factor) * factor];
      if (w * h > most) {
        const beta = Math.sqrt((width * height) / most);
        w = Math.max(factor, Math.floor(width / beta / factor) * factor);
        h = Math.max(factor, Math.floor(height / beta / factor) * factor);
      } else if (w * h < fewest) {
        const beta = Math.sqrt(fewest / (width * height));
        w = Math.ceil((width * beta) / factor) * factor;
        h = Math.ceil((height * beta) / factor) * factor;
      }
      return patchGrid(w, h, patch, 2);
    },
  };
}

/** `round` of Python, which the processors are written in. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The grid of tiles nearest in shape, and a thumbnail of the whole where there is more than one. */
function tiles(width: number, height: number, side: number, most: number, each: number): VisualTokens {
  const grids = gridsUpTo(most);
  const shape = width / height;
  let [best, smallest]: [readonly [number, number], number] = [[1, 1], Infinity];
  for (const grid of grids) {
    const difference = Math.abs(shape - grid[0] / grid[1]);
    // Of two of the same shape the larger, unless it covers more than twice the image.
    const isLarger = difference === smallest && width * height > 0.5 * side * side * grid[0] * grid[1];
    if (difference < smallest || isLarger) [best, smallest] = [grid, difference];
  }
  const count = best[0] * best[1];
  const all = count > 1 ? count + 1 : 1;
  return {
    tokens: all * each,
    formula: `${best[0]} × ${best[1]} tiles of ${side} px${count > 1 ? ' + thumbnail' : ''}, × ${each}`,
  };
}

function gridsUpTo(most: number): (readonly [columns: number, rows: number])[] {
  const sides = Array.from({ length: most }, (_, at) => at + 1);
  return sides
    .flatMap((columns) => sides.map((rows) => [columns, rows] as const))
    .filter(([columns, rows]) => columns * rows <= most)
    .sort((a, b) => a[0] * a[1] - b[0] * b[1]);
}

/** Gemma 4: as large as 280 tokens of 3 × 3 patches of 16 pixels allow, keeping the shape. */
function budgeted(width: number, height: number): VisualTokens {
  const [patch, pooled, most] = [16, 3, 280 * 9];
  const side = patch * pooled;
  const factor = Math.sqrt((most * patch ** 2) / (width * height));
  const limit = (most / pooled ** 2) * side;
  let [w, h] = [Math.floor((factor * width) / side) * side, Math.floor((factor * height) / side) * side];
  if (h === 0) [w, h] = [Math.min(Math.floor(width / height) * side, limit), side];
  else if (w === 0) [w, h] = [side, Math.min(Math.floor(height / width) * side, limit)];
  return patchGrid(w, h, patch, pooled);
}

/** `navit_resize` of Kimi K2.5's MoonViT: shrunk to 16,384 patches and 512 a side at most, never enlarged, then padded. */
function moonVit(width: number, height: number): VisualTokens {
  const [patch, merge, most, mostSide] = [14, 2, 16_384, 512];
  const patches = Math.max(1, Math.floor(height / patch)) * Math.max(1, Math.floor(width / patch));
  const scale = Math.min(
    1,
    Math.sqrt(most / patches),
    (mostSide * patch) / height,
    (mostSide * patch) / width,
  );
  const padded = (side: number) => {
    const resized = Math.min(Math.max(1, Math.trunc(side * scale)), mostSide * patch);
    return Math.ceil(resized / (patch * merge)) * patch * merge;
  };
  return patchGrid(padded(width), padded(height), patch, merge);
}

const PINPOINTS = [
  [336, 672],
  [672, 336],
  [672, 672],
  [1008, 336],
  [336, 1008],
] as const;

/** LLaVA-NeXT: the canvas that keeps most of the image and wastes least, its padding cut off, beside a base view. */
function anyResolution(width: number, height: number): VisualTokens {
  const view = 336 / 14;
  let canvas: readonly [height: number, width: number] = PINPOINTS[0];
  let [kept, wasted] = [0, Infinity];
  for (const one of PINPOINTS) {
    const scale = Math.min(one[1] / width, one[0] / height);
    const effective = Math.min(Math.trunc(width * scale) * Math.trunc(height * scale), width * height);
    const waste = one[0] * one[1] - effective;
    if (effective > kept || (effective === kept && waste < wasted))
      [canvas, kept, wasted] = [one, effective, waste];
  }
  let [rows, columns] = [(view * canvas[0]) / 336, (view * canvas[1]) / 336];
  if (width / height > columns / rows) {
    const shown = Math.trunc(Number((height * (columns / width)).toFixed(7)));
    rows -= 2 * Math.floor((rows - shown) / 2);
  } else {
    const shown = Math.trunc(Number((width * (rows / height)).toFixed(7)));
    columns -= 2 * Math.floor((columns - shown) / 2);
  }
  return {
    tokens: view * view + rows * columns + rows,
    formula: `${view} × ${view} + ${rows} × ${columns} + ${rows} newlines`,
  };
}
