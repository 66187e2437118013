import { completions } from '../text/completions.ts';
import type { Prompt } from './define-prompt.ts';

export const studyChapter: Prompt = {
  name: 'study_chapter',
  title: '带我学一章 · Study a chapter',
  description: '按顺序学习一章并自测 / go through a chapter in order, with questions',
  arguments: {
    chapter: {
      description: '章号，如 2 / chapter number',
      required: true,
      complete: ({ chapters }, typed) =>
        completions(
          chapters.map(({ id }) => id),
          typed,
        ),
    },
  },
  message: ({ chapter = '' }) =>
    `请带我学习第 ${chapter} 章。先读 notes://chapter/${chapter}（或用 search_notes 限定 chapter）列出已写成的笔记和学习顺序；` +
    '然后每次用 read_note 讲一篇：要点、公式、数字，再用该篇“自测”里的问题问我，等我回答后再评判并继续。未写成的笔记直接说明，不要编造。\n\n' +
    `Teach me chapter ${chapter} note by note from the book: key points, formulas, numbers, then quiz me with its self-test and wait for my answers.`,
};
