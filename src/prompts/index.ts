import type { Prompt } from './define-prompt.ts';
import { explain } from './explain.ts';
import { sizeDeployment } from './size-deployment.ts';
import { studyChapter } from './study-chapter.ts';

export const PROMPTS: readonly Prompt[] = [explain, sizeDeployment, studyChapter];
