import { compareAttentionVariants } from './compare-attention-variants.ts';
import type { Tool } from './define-tool.ts';
import { estimateVram } from './estimate-vram.ts';
import { explainConcept } from './explain-concept.ts';
import { glossaryLookup } from './glossary-lookup.ts';
import { readNote } from './read-note.ts';
import { searchNotes } from './search-notes.ts';

/** Every tool the server offers, in the order it lists them. */
export const TOOLS: readonly Tool[] = [
  searchNotes,
  readNote,
  explainConcept,
  compareAttentionVariants,
  estimateVram,
  glossaryLookup,
];
