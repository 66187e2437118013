/** How many tokens an image becomes in the context of a language model. */
export interface VisualTokens {
  readonly tokens: number;
  /** The arithmetic with the numbers put in. */
  readonly formula: string;
}

type Canvas = readonly [height: number, width: number];

interface Processor {
  /** What the count holds beside the image's own features, or leaves out. */
  readonly counts: string;
  readonly count: (width: number, height: number) => VisualTokens;
}

const NEXT_CANVASES: readonly Canvas[] = [
  [336, 672],
  [672, 336],
  [672, 672],
  [1008, 336],
  [336, 1008],
];

const intern: Processor = {
  counts: 'image features alone, without <img> and </img>',
  count: (width, height) => tiles(width, height, 448, 12, 256),
};

/**
 * Image processors by the model that uses them, with the defaults of their published preprocessor configs. Counts agree
 * with the image processors of transformers 5.24.0, run on blank images (see the test); where an entry names other code,
 * with that code.
 */
const PROCESSORS: Readonly<Record<string, Processor>> = {
  // CLIP ViT-L/14 at 336 × 336, all patches without the class token (arXiv:2310.03744, section 3.2).
  'llava-1.5': { counts: 'image features alone', count: () => patchGrid(336, 336, 14, 1) },
  // 24 × 24 patches a view of 336 pixels, and the five canvases of transformers' LlavaNextImageProcessor.
  'llava-next': {
    counts: 'base view, unpadded tiles and a newline a row',
    count: (width, height) => anyResolution(width, height, 336, 24, NEXT_CANVASES, Infinity),
  },
  // SigLIP so400m at 384: 27 × 27 patches a view, canvases up to 6 × 6 views, pooled to what 9 views hold
  // (arXiv:2408.03326, section 3.2).
  'llava-onevision': {
    counts: 'base view, unpadded tiles and a newline a row; one image alone',
    count: (width, height) => anyResolution(width, height, 384, 27, squareCanvases(384, 6), 9),
  },
  // 384 pixels are 27 patches of 14 and a rest that is left out.
  'siglip-so400m-384': { counts: 'patches, no class token', count: () => patchGrid(384, 384, 14, 1) },
  // min_pixels 3,136 and max_pixels 12,845,056 of the preprocessor configs of Qwen2-VL and Qwen2.5-VL.
  'qwen2-vl': qwen(14, 3136, 12_845_056),
  'qwen2.5-vl': qwen(14, 3136, 12_845_056),
  // Patches of 16, and 65,536 to 16,777,216 pixels.
  'qwen3-vl': qwen(16, 65_536, 16_777_216),
  'qwen3.5': qwen(16, 65_536, 16_777_216),
  // 448 pixels are 32 × 32 patches, a quarter of them after pixel shuffle (arXiv:2412.05271, section 2).
  'internvl2.5': intern,
  internvl3: intern,
  // Tiles of 336 pixels, 24 × 24 patches shuffled 2 × 2; 16 tiles by the default of transformers' Llama4ImageProcessor.
  'llama-4': {
    counts: 'image features alone, without tile separators',
    count: (width, height) => llamaTiles(width, height, 336, 16, 144),
  },
  // SigLIP at 896 × 896 gives 64 × 64 patches, averaged 4 × 4 (arXiv:2503.19786, section 2.1); without pan and scan.
  'gemma-3': {
    counts: 'image features alone, without pan and scan',
    count: () => patchGrid(896, 896, 14, 4),
  },
  'gemma-4': { counts: 'image features alone', count: budgeted },
  // The embedder of Gemma 4 12B has no encoder: 48 × 48 pixels, the same budget (transformers' gemma4_unified).
  'gemma-4-12b': { counts: 'image features alone', count: budgeted },
  // in_token_limit of 4,096 patches in the preprocessor config of Kimi-VL-A3B-Instruct.
  'kimi-vl': { counts: 'image features alone', count: (width, height) => moonVit(width, height, 4096) },
  'kimi-k2.5': { counts: 'image features alone', count: (width, height) => moonVit(width, height, 16_384) },
  // Patches of 16, convolved 4 × 4 into one token. The modes of the README of DeepSeek-OCR; its own code adds a newline a
  // row and a separator, 273 for base.
  'deepseek-ocr-tiny': opticalFixed(512),
  'deepseek-ocr-small': opticalFixed(640),
  'deepseek-ocr-base': opticalFixed(1024),
  'deepseek-ocr-large': opticalFixed(1280),
  // Compared with count_tiles of process/image_process.py in DeepSeek-OCR.
  'deepseek-ocr-gundam': optical(640, 100),
  'deepseek-ocr-2': optical(768, 144),
  // The longest side to 1,456 pixels, tiles of 364: 26 × 26 patches shuffled 2 × 2 (Idefics3-8B).
  idefics3: { counts: 'image features alone, without row and column marks', count: idefics },
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

/** DeepSeek-OCR at one size, whatever the image: squeezed (tiny, small) or padded (base, large). */
function opticalFixed(side: number): Processor {
  return { counts: 'image features alone, padding included', count: () => patchGrid(side, side, 16, 4) };
}

/** A view of the whole at 1,024 pixels, and 2 to 6 tiles where a side of the image is longer than a tile. */
function optical(side: number, each: number): Processor {
  const whole = 256;
  return {
    counts: 'image features alone, without newlines and separator',
    count: (width, height) => {
      if (Math.max(width, height) <= side) return { tokens: whole, formula: `whole view ${whole}` };
      const [columns, rows] = nearestGrid(width, height, side, 2, 6);
      return {
        tokens: columns * rows * each + whole,
        formula: `${columns} × ${rows} tiles of ${side} px × ${each} + whole view ${whole}`,
      };
    },
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

/** `//` of Python: the floor of the exact quotient, where the quotient of floats may round up to a whole number. */
function floorDivide(value: number, by: number): number {
  return Math.round((value - (value % by)) / by);
}

/** The grid of tiles nearest in shape, and a thumbnail of the whole where there is more than one. */
function tiles(width: number, height: number, side: number, most: number, each: number): VisualTokens {
  const [columns, rows] = nearestGrid(width, height, side, 1, most);
  return tiled(columns, rows, side, each);
}

function tiled(columns: number, rows: number, side: number, each: number): VisualTokens {
  const count = columns * rows;
  return {
    tokens: (count > 1 ? count + 1 : 1) * each,
    formula: `${columns} × ${rows} tiles of ${side} px${count > 1 ? ' + thumbnail' : ''}, × ${each}`,
  };
}

type Grid = readonly [columns: number, rows: number];

function nearestGrid(width: number, height: number, side: number, fewest: number, most: number): Grid {
  const shape = width / height;
  let [best, smallest]: [Grid, number] = [[1, 1], Infinity];
  for (const grid of gridsUpTo(most)) {
    if (grid[0] * grid[1] < fewest) continue;
    const difference = Math.abs(shape - grid[0] / grid[1]);
    // Of two of the same shape the larger, unless it covers more than twice the image.
    const isLarger = difference === smallest && width * height > 0.5 * side * side * grid[0] * grid[1];
    if (difference < smallest || isLarger) [best, smallest] = [grid, difference];
  }
  return best;
}

function gridsUpTo(most: number): Grid[] {
  const sides = Array.from({ length: most }, (_, at) => at + 1);
  return sides
    .flatMap((columns) => sides.map((rows) => [columns, rows] as const))
    .filter(([columns, rows]) => columns * rows <= most)
    .sort((a, b) => a[0] * a[1] - b[0] * b[1]);
}

/** The canvas that enlarges the image least, or shrinks it least where none holds it; of several, the smallest. */
function llamaTiles(width: number, height: number, side: number, most: number, each: number): VisualTokens {
  // The processor divides in single precision, which decides ties.
  const scaled = gridsUpTo(most).map((grid) => ({
    grid,
    scale: Math.min(Math.fround((grid[0] * side) / width), Math.fround((grid[1] * side) / height)),
  }));
  const enlarging = scaled.map(({ scale }) => scale).filter((scale) => scale >= 1);
  const chosen =
    enlarging.length > 0 ? Math.min(...enlarging) : Math.max(...scaled.map(({ scale }) => scale));
  const [columns, rows] = scaled.find(({ scale }) => scale === chosen)?.grid ?? [1, 1];
  return tiled(columns, rows, side, each);
}

/** The longest side to four tiles, the other to as many as hold it, and the whole as one more. */
function idefics(width: number, height: number): VisualTokens {
  const [side, across, each] = [364, 4, 169];
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const shape = long / short;
  const even = Math.trunc((across * side) / shape);
  const resized = Math.max(1, even + (even % 2));
  // Once more from the side already rounded, as the processor does.
  const other = Math.ceil(Math.trunc((across * side) / ((across * side) / resized)) / side);
  return width >= height ? tiled(across, other, side, each) : tiled(other, across, side, each);
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

/** `navit_resize` of Kimi's MoonViT: shrunk to `most` patches and 512 a side at most, never enlarged, then padded. */
function moonVit(width: number, height: number, most: number): VisualTokens {
  const [patch, merge, mostSide] = [14, 2, 512];
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

function squareCanvases(side: number, most: number): Canvas[] {
  const sides = Array.from({ length: most }, (_, at) => (at + 1) * side);
  return sides.flatMap((height) => sides.map((width) => [height, width] as const));
}

/** LLaVA: the canvas that keeps most of the image and wastes least, its padding cut off, beside a base view. */
function anyResolution(
  width: number,
  height: number,
  side: number,
  view: number,
  canvases: readonly Canvas[],
  mostViews: number,
): VisualTokens {
  let canvas: Canvas = [side, side];
  let [kept, wasted] = [0, Infinity];
  for (const one of canvases) {
    const scale = Math.min(one[1] / width, one[0] / height);
    const effective = Math.min(Math.trunc(width * scale) * Math.trunc(height * scale), width * height);
    const waste = one[0] * one[1] - effective;
    if (effective > kept || (effective === kept && waste < wasted))
      [canvas, kept, wasted] = [one, effective, waste];
  }
  let [rows, columns] = [(view * canvas[0]) / side, (view * canvas[1]) / side];
  if (width / height > columns / rows) {
    const shown = Math.trunc(Number((height * (columns / width)).toFixed(7)));
    rows -= 2 * Math.floor((rows - shown) / 2);
  } else {
    const shown = Math.trunc(Number((width * (rows / height)).toFixed(7)));
    columns -= 2 * Math.floor((columns - shown) / 2);
  }
  const ratio = Math.sqrt((rows * columns) / (mostViews * view ** 2));
  if (ratio > 1.1) [rows, columns] = [floorDivide(rows, ratio), floorDivide(columns, ratio)];
  return {
    tokens: view * view + rows * columns + rows,
    formula: `${view} × ${view} + ${rows} × ${columns} + ${rows} newlines`,
  };
}
