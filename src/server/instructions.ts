/** Told to every client when it connects; hosts cut it at about 2,000 characters, so the essentials come first. */
export const INSTRUCTIONS = `大语言模型学习笔记：一本有引用的中文书，加上由同一批事实计算的数字。回答中英文问题。
- 问“X 是什么”：explain_concept（brief / standard / deep）。问术语：glossary_lookup。
- 不知道在哪一篇：search_notes，再用 read_note 读那一节；未完时按返回的 cursor 继续。
- 比较概念、怎么选：compare_concepts。从哪学起：learning_path。要文献：cite。
- 问显存、放不放得下：estimate_vram；要几张什么卡：plan_hardware；训练算力、天数、费用：estimate_training；模型结构与参数量：describe_model；注意力的 KV 缓存与计算：compare_attention_variants。数字要算，不要凭记忆。
- 答案里的 [@key] 是引用，请保留并列出来源；exact、modelled、assumed 说明一个数字有多可信。
- 结果为空或标“尚未撰写”，就是书里没有：如实说，不要补写。

A cited book on large language models, in Chinese, with numbers computed from the same facts. Ask in Chinese or English.
- "What is X": explain_concept. A term: glossary_lookup. Not sure where: search_notes, then read_note on that section; follow its cursor for more.
- Compare and choose: compare_concepts. Where to start: learning_path. Sources: cite.
- Memory, "does it fit": estimate_vram. Which GPUs, how many: plan_hardware. Training FLOPs, days, cost: estimate_training. Architecture, parameters: describe_model. KV cache and FLOPs of attention variants: compare_attention_variants. Compute numbers, do not recall them.
- Keep the [@key] citations and list their sources. exact, modelled, assumed say how far a number can be trusted.
- Empty, or marked 尚未撰写 (not yet written), means the book does not cover it: say so.
The notes are also resources: notes://book, notes://note/{id}, notes://model/{name}.`;
