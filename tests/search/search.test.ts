import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/search/analyze.ts';
import { book, context } from '../the-book.ts';

const { search } = context;
const ids = (query: string, chapter?: string) =>
  search
    .search(query, { limit: 5, ...(chapter === undefined ? {} : { chapter }) })
    .map(({ note }) => note.id);

describe('analysis', () => {
  const terms = (text: string) => analyze(text, search.reader.lexicon);

  it('cuts text and query alike, whatever the width and case', () => {
    expect(terms('ＫＶ缓存')).toEqual(terms('kv缓存'));
    expect(terms('FlashAttention-3')).toContain('3');
  });

  it('keeps a Latin run whole and in parts', () => {
    expect(terms('ZeRO-3')).toEqual(['zero3', 'zero', '3']);
    expect(terms('llama3')).toEqual(['llama3', 'llama', '3']);
  });

  it('knows a name however its parts are joined', () => {
    expect(terms('flash_attn')).toEqual(terms('flash-attn'));
    expect(terms('RMSNorm')).toEqual(['rmsnorm', 'rms', 'norm']);
    expect(terms('optimisation')).toEqual(terms('optimization'));
  });

  it('reads traditional characters and the words of other regions', () => {
    expect(terms('旋轉位置編碼')).toEqual(terms('旋转位置编码'));
    expect(terms('張量平行')).toEqual(terms('张量并行'));
  });

  it('finds words inside longer words', () => expect(terms('多头潜在注意力')).toContain('注意力'));

  it('leaves out words that only ask', () => expect(terms('请问什么是 the GQA？')).toEqual(['gqa']));
});

describe('search', () => {
  it.each([
    ['MLA', '2.1/mla'],
    ['多头潜在注意力', '2.1/mla'],
    ['ＭＬＡ 是什么', '2.1/mla'],
    ['DeepSeek 的 KV 缓存为什么这么小', '2.1/mla'],
    ['grouped-query attention', '2.1/gqa'],
    ['键值头分组共享', '2.1/gqa'],
    ['how does flash attention save memory', '2.1/flash-attention'],
    ['online softmax 推导', '2.1/flash-attention'],
    ['原生稀疏注意力的三个分支', '2.1/nsa'],
    ['single shared key value head decoding', '2.1/mqa'],
    ['群体相对策略优化', '5.3'],
    ['what did GRPO change over PPO', '5.3'],
    ['没有 critic 怎么估计优势', '5.3'],
    ['Model Context Protocol stateless', '9.4'],
    ['QLoRA 70B 一张卡够吗', '7.1/finetune'],
    ['ZeRO-3 每卡显存', '3.3/zero'],
  ])('%s leads to %s', (query, id) => expect(ids(query).slice(0, 2)).toContain(id));

  it.each([
    '红烧肉怎么做',
    '明天天气',
    'football world cup winner',
    'LoRa radio frequency range',
    'React useEffect cleanup function',
    'Gemini horoscope today',
    'fit a GLM with logistic link',
    'TTS speech synthesis voice',
    'best pizza in Naples',
    '!!!',
    '的了吗',
  ])('%s is not in the book', (query) => expect(ids(query)).toEqual([]));

  it.each([
    ['flahs attention', '2.1/flash-attention'],
    ['tensor paralelism', '3.3/tensor-parallel'],
    ['分组查寻注意力', '2.1/gqa'],
    ['layer norm 放在哪', '2.4/normalization'],
    ['多查詢注意力', '2.1/mqa'],
  ])('%s, misspelt or spelt otherwise, leads to %s', (query, id) => expect(ids(query)[0]).toBe(id));

  it('keeps to a chapter', () => {
    const found = ids('显存 KV 缓存', '7');
    expect(found.length).toBeGreaterThan(0);
    for (const id of found) expect(book.note(id)?.chapter).toBe('7');
  });

  it('takes no query language', () => {
    for (const query of [
      'title:MLA',
      '+MLA -GQA',
      'MLA^10 ~2 *',
      '"MLA"',
      'constructor',
      '__proto__',
      'MLA\u0000',
    ]) {
      expect(() => ids(query)).not.toThrow();
    }
    expect(ids('+MLA -GQA')).toContain('2.1/gqa');
  });

  it('answers the same question the same way', () => expect(ids('注意力 缓存')).toEqual(ids('注意力 缓存')));

  it('gives a snippet that holds the evidence', () => {
    const [hit] = search.search('解耦 RoPE', { limit: 1 });
    expect(hit?.snippet).toMatch(/RoPE/);
    expect(hit?.snippet).not.toMatch(/\[@/);
  });
});
