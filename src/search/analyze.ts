import lunr from 'lunr';
import type { Lexicon } from './lexicon.ts';

/** Words that say how something is asked, not what: they would match everywhere. */
const STOP_WORDS = new Set(
  (
    'a an and are as at be but by can do does for from get give has have how i if in into is it its me my of on or our so ' +
    'such than that the their them there these they this to us use used using vs was we what when where which while who why ' +
    'will with would you your about over under between work works working mean means good best better make need want explain tell ' +
    'difference change changed happen matter ' +
    '的 了 是 在 和 与 或 及 吗 呢 吧 啊 把 被 为 对 有 我 你 它 他 她 们 这 那 个 种 些 中 上 下 里 到 从 要 会 能 可以 就 都 也 ' +
    '什么 怎么 怎样 如何 为什么 为何 哪些 哪个 哪 多少 几 是否 一个 一下 一种 请 问 请问 介绍 解释 讲讲 说说 告诉 吗 之间 关于 以及 还是 以 之 其 而'
  ).split(' '),
);

const RUN =
  /(?<han>\p{Script=Han}+)|(?<latin>[\p{Script=Latin}\p{Nd}\p{Script=Greek}]+(?:[.+#\-_/'][\p{Script=Latin}\p{Nd}\p{Script=Greek}]+)*\+*)/gu;

/**
 * The index terms of a text, in order. One function for text and query, so that what was written and what is asked
 * are cut alike: NFKC and lower case; Latin runs whole and in parts (`zero-3`: zero-3, zero, 3); Han runs by the
 * book's lexicon, long words with the words inside them; English words by their Porter stem.
 */
export function analyze(text: string, lexicon: Lexicon): string[] {
  const terms: string[] = [];
  for (const match of text.normalize('NFKC').toLowerCase().matchAll(RUN)) {
    const { han, latin } = match.groups ?? {};
    if (han !== undefined) for (const word of lexicon.segment(han)) pushHan(word, lexicon, terms);
    if (latin !== undefined) pushLatin(latin, terms);
  }
  return terms;
}

function pushHan(word: string, lexicon: Lexicon, terms: string[]): void {
  if (STOP_WORDS.has(word)) return;
  terms.push(word, ...lexicon.inside(word));
}

function pushLatin(run: string, terms: string[]): void {
  if (STOP_WORDS.has(run)) return;
  const parts = run
    .split(/[.+#\-_/']+|(?<=\p{L})(?=\p{Nd})|(?<=\p{Nd})(?=\p{L})/u)
    .filter((part) => part !== '');
  if (parts.length > 1) terms.push(run);
  for (const part of parts) if (!STOP_WORDS.has(part)) terms.push(stem(part));
}

function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  return lunr.stemmer(new lunr.Token(word, {})).toString();
}
