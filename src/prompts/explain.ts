import { completeConcept } from './complete.ts';
import type { Prompt } from './define-prompt.ts';

export const explain: Prompt = {
  name: 'explain',
  title: '讲清一个概念 · Explain a concept',
  description:
    '从笔记出发，把一个概念讲给某个程度的读者 / explain a concept from the book at a reader’s level',
  arguments: {
    concept: { description: '概念，如 MLA、GRPO / the concept', required: true, complete: completeConcept },
    audience: { description: '读者，如 初学者 / who it is for', required: false },
  },
  message: ({ concept = '', audience = '有编程基础的初学者 / a beginner who can program' }) =>
    `请向“${audience}”讲清“${concept}”。先用 explain_concept（depth: standard）取材，需要数字时用 compare_attention_variants 或 estimate_vram 计算，不要凭记忆给数字。` +
    '讲法：先一句话说它解决什么问题，再用一个具体例子，再给公式并解释每个符号，最后指出一个常见误区。每个事实后保留 [@key] 引用，结尾列出来源。\n\n' +
    `Explain "${concept}" to ${audience}, from the notes: gist, example, formula with every symbol, one common mistake; keep the [@key] citations and list their sources. Answer in the language of the conversation.`,
};
