import { cite } from './cite.ts';
import { compareAttentionVariants } from './compare-attention-variants.ts';
import { compareConcepts } from './compare-concepts.ts';
import type { Tool } from './define-tool.ts';
import { describeModel } from './describe-model.ts';
import { estimateTraining } from './estimate-training.ts';
import { estimateVram } from './estimate-vram.ts';
import { explainConcept } from './explain-concept.ts';
import { glossaryLookup } from './glossary-lookup.ts';
import { learningPath } from './learning-path.ts';
import { planHardware } from './plan-hardware.ts';
import { readNote } from './read-note.ts';
import { searchNotes } from './search-notes.ts';

/** Every tool the server offers, in the order it lists them. */
export const TOOLS: readonly Tool[] = [
  searchNotes,
  readNote,
  explainConcept,
  compareConcepts,
  compareAttentionVariants,
  estimateVram,
  planHardware,
  estimateTraining,
  describeModel,
  glossaryLookup,
  learningPath,
  cite,
];
