import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTokens } from '../../src/text/tokens.ts';
import { book, call, textOf } from '../the-book.ts';

const data = (tool: string, args: object) => call(tool, args).structuredContent as Record<string, never>;

describe('read_note', () => {
  it.each([
    '2.1/mla',
    'MLA',
    'ＭＬＡ',
    '多头潜在注意力',
    'multi-head latent attention',
    'notes://note/2.1/mla',
  ])('finds a note by %s', (id) =>
    expect(textOf(call('read_note', { id }))).toContain('# 多头潜在注意力（MLA）'),
  );

  it.each(['常见误区', 'pitfalls', '7', '误区'])('reads a section named %s', (section) =>
    expect(textOf(call('read_note', { id: 'MLA', section }))).toContain('## 常见误区'),
  );

  it('can be read to the end by its cursors, losing nothing', () => {
    const note = book.note('2.1/flash-attention');
    let body = '';
    for (let cursor: string | undefined, pages = 0; pages < 60; pages += 1) {
      const text = textOf(
        call('read_note', {
          id: '2.1/flash-attention',
          max_tokens: 600,
          ...(cursor === undefined ? {} : { cursor }),
        }),
      );
      body += text;
      cursor = /"cursor":"([^"]+)"/.exec(text)?.[1];
      if (cursor === undefined) break;
    }
    for (const { title } of note?.sections ?? []) expect(body).toContain(title);
    expect(body).toContain(note?.body.slice(-40));
  });
});

describe('every answer that reads at length', () => {
  const note = fc.constantFrom(...book.notes.map(({ id }) => id));
  const tokens = fc.integer({ min: 200, max: 6000 });

  it('keeps to max_tokens', () =>
    fc.assert(
      fc.property(note, tokens, fc.constantFrom('brief', 'standard', 'deep'), (id, max_tokens, depth) => {
        expect(countTokens(textOf(call('read_note', { id, max_tokens })))).toBeLessThanOrEqual(max_tokens);
        expect(
          countTokens(textOf(call('explain_concept', { concept: id, depth, max_tokens }))),
        ).toBeLessThanOrEqual(max_tokens);
      }),
      { numRuns: 300 },
    ));
});

describe('explain_concept', () => {
  it('goes deeper with the depth', () => {
    const at = (depth: string) => textOf(call('explain_concept', { concept: 'GQA', depth }));
    expect(at('brief').length).toBeLessThan(at('standard').length);
    expect(at('standard').length).toBeLessThan(at('deep').length);
    expect(at('brief')).not.toContain('## 原理');
    expect(at('standard')).toContain('## 常见误区');
    expect(at('deep')).toContain('## 关键数字');
  });

  it('answers a question in words, and a term that has no note of its own', () => {
    expect(textOf(call('explain_concept', { concept: '什么是 FlashAttention' }))).toContain(
      '# Flash Attention',
    );
    expect(textOf(call('explain_concept', { concept: '键值缓存' }))).toMatch(/KV 缓存[\s\S]*详见/);
  });

  it('does not send a reader to a note that is not written', () => {
    const unwritten = book.toc.filter(({ written }) => !written).map(({ id }) => id);
    for (const { id } of book.notes) {
      const text = textOf(call('explain_concept', { concept: id, depth: 'deep', max_tokens: 20_000 }));
      for (const missing of unwritten) expect(text).not.toContain(`](notes://note/${missing})`);
    }
  });
});

describe('glossary_lookup', () => {
  it.each(['GQA', 'ｇｑａ', '分组查询注意力', 'Grouped query attention'])('finds a term by %s', (term) =>
    expect(data('glossary_lookup', { term })).toMatchObject({ term: 'gqa', abbreviation: 'GQA' }),
  );
});

describe('estimate_vram', () => {
  it('computes model states from a size alone', () => {
    const states = (zero: number) =>
      Number(
        data('estimate_vram', { task: 'pretrain', parameters: 7.5e9, parallel: { data: 64, zero } })[
          'per_gpu_bytes'
        ],
      ) / 1e9;
    expect([0, 1, 2, 3].map((stage) => Number(states(stage).toFixed(1)))).toEqual([120, 31.4, 16.6, 1.9]);
  });

  it('takes a config.json as it takes the model', () => {
    const facts = book.modelNames.find('llama-3-8b');
    const byConfig = data('estimate_vram', { config: facts?.config });
    expect(byConfig['per_gpu_bytes']).toBe(data('estimate_vram', { model: 'llama-3-8b' })['per_gpu_bytes']);
  });

  it('says whether one named card holds it', () => {
    const fits = (gpu: string) =>
      data('estimate_vram', { model: 'llama-3-70b', gpu })['fits'] as unknown as { fits: string }[];
    expect(fits('H100')[0]?.fits).toBe('no');
    expect(fits('B200')[0]?.fits).toBe('yes');
  });
});

describe('compare_attention_variants', () => {
  it('gives every variant of a model with its numbers, its users and its sources', () => {
    const answer = data('compare_attention_variants', { model: 'deepseek-v3' });
    const rows = answer['rows'] as unknown as {
      variant: string;
      kv_bytes_per_token: number;
      times_less_than_mha: number;
      used_by: string;
      quality: string;
    }[];
    const mla = rows.find(({ variant }) => variant === 'mla');
    expect(mla?.kv_bytes_per_token).toBe(70_272);
    expect(mla?.times_less_than_mha).toBeCloseTo(56.9, 1);
    expect(answer['own_variant']).toBe('mla');
    for (const { used_by, quality } of rows) expect(`${used_by}${quality}`).toMatch(/\[@/);
  });
});

describe('compare_concepts', () => {
  it('compares concepts of a family over its axes, by any of their names', () => {
    const answer = data('compare_concepts', { concepts: ['分组查询注意力', 'MLA'] });
    const { family, concepts, axes } = answer as unknown as {
      family: string;
      concepts: { key: string; cells: Record<string, string> }[];
      axes: { key: string }[];
    };
    expect(family).toBe('attention');
    expect(concepts.map(({ key }) => key)).toEqual(['gqa', 'mla']);
    for (const { cells } of concepts) for (const { key } of axes) expect(cells[key]).toBeTruthy();
  });

  it('keeps to max_tokens and names the axes it left out', () => {
    const result = call('compare_concepts', { family: 'attention', max_tokens: 3000 });
    expect(countTokens(textOf(result))).toBeLessThanOrEqual(3000);
    expect((result.structuredContent as { axes_left_out: string[] }).axes_left_out.length).toBeGreaterThan(0);
  });

  it('says plainly that concepts of different families are different kinds of thing', () => {
    const text = textOf(call('compare_concepts', { concepts: ['MLA', 'GRPO'] }));
    expect(text).toMatch(/different kinds of thing/);
    expect(text).toContain('GRPO 是去掉价值网络的 PPO');
  });
});

describe('compare_concepts, for names of one thing', () => {
  it('says so and tells them apart by the glossary where it can', () =>
    expect(textOf(call('compare_concepts', { concepts: ['FSDP', 'ZeRO-3'] }))).toMatch(
      /names of the same thing/,
    ));
});

describe('learning_path', () => {
  const ids = (args: object) =>
    (data('learning_path', args)['steps'] as unknown as { id: string }[]).map(({ id }) => id);

  it('puts what is needed before what needs it, the goal last', () => {
    const path = ids({ goal: 'MLA' });
    expect(path.at(-1)).toBe('2.1/mla');
    for (const [at, id] of path.entries()) {
      for (const needed of book.note(id)?.prerequisites ?? []) {
        if (book.note(needed) !== undefined) expect(path.slice(0, at)).toContain(needed);
      }
    }
  });

  it('leaves out what is known and all that is needed for it', () => {
    const path = ids({ goal: 'MLA', known: ['RoPE'] });
    expect(path).not.toContain('2.2/rope');
    expect(path).not.toContain('1.2');
  });

  it('takes a goal in words', () =>
    expect(ids({ goal: '显存怎么算' }).some((id) => id.startsWith('7.1'))).toBe(true));
});

describe('cite', () => {
  it('gives one source in each format', () => {
    const as = (format: string) => textOf(call('cite', { keys: ['vaswani2017attention'], format }));
    expect(as('text')).toMatch(
      /Ashish Vaswani et al\. \(2017\)\. Attention Is All You Need\. https:\/\/arxiv\.org\/abs\/1706\.03762/,
    );
    expect(as('bibtex')).toMatch(/^@\w+\{vaswani2017attention,[\s\S]*\}$/);
    expect(as('gbt7714')).toMatch(
      /^\[1\] VASWANI A, .*et al\. Attention Is All You Need\[EB\/OL\]\. \(2017\)/,
    );
  });

  it('lists the sources of a note', () => {
    const lines = textOf(call('cite', { note: 'MLA' })).split('\n');
    expect(lines).toHaveLength(book.note('2.1/mla')?.references.length ?? 0);
  });
});

describe('describe_model', () => {
  it('counts every part, and the parts make the whole', () => {
    for (const { name } of book.models) {
      const { total, by_part } = data('describe_model', { model: name })['parameters'] as unknown as {
        total: number;
        by_part: Record<string, number>;
      };
      expect(Object.values(by_part).reduce((sum, count) => sum + count, 0)).toBe(total);
    }
  });

  it('says how many layers are of which kind', () =>
    expect(textOf(call('describe_model', { model: 'deepseek-v3' }))).toMatch(
      /前馈 × 3: 稠密[\s\S]*前馈 × 58: MoE，256 专家选 8/,
    ));
});

describe('estimate_training', () => {
  it('turns FLOPs into GPU-hours, days and cost', () => {
    const answer = data('estimate_training', {
      model: 'llama-3-8b',
      tokens: 15e12,
      context_length: 8192,
      gpu: 'H100',
      gpus: 1024,
      price_per_gpu_hour: 2,
    }) as unknown as Record<string, number> & { flops: { total: number } };
    const hours = answer.flops.total / (989.5e12 * 0.4) / 3600;
    expect(answer['gpu_hours']).toBeCloseTo(hours, 0);
    expect(answer['days']).toBeCloseTo(hours / 1024 / 24, 3);
    expect(answer['cost']).toBeCloseTo(2 * hours, 0);
    expect(answer['flops_6nd']).toBe(6 * 8_030_261_248 * 15e12);
  });

  it('takes 20 tokens a parameter where none are given, and no guess for a MoE', () => {
    expect(data('estimate_training', { model: 'llama-3-8b' })['tokens']).toBe(20 * 8_030_261_248);
    expect(call('estimate_training', { model: 'deepseek-v3' }).isError).toBe(true);
  });
});

describe('plan_hardware', () => {
  interface Plan {
    options: {
      accelerator: string;
      gpus: number;
      weight_format: string;
      per_gpu_bytes: number;
      memory_bytes: number;
    }[];
    limits?: {
      fits: boolean;
      longest_context: number;
      largest_batch: number;
      changes: { change: string; to: string | number }[];
    };
  }
  const plan = (args: object) => data('plan_hardware', args) as unknown as Plan;

  it('offers only sets that hold the model, the smallest first', () => {
    const { options } = plan({ model: 'llama-3-70b' });
    expect(options.length).toBeGreaterThan(4);
    for (const { per_gpu_bytes, memory_bytes } of options) expect(per_gpu_bytes).toBeLessThan(memory_bytes);
    const two = options.find(
      ({ accelerator, weight_format }) => accelerator.startsWith('H100') && weight_format === 'bf16',
    );
    expect(two === undefined || two.gpus === 2).toBe(true);
  });

  it('finds the longest context that still fits, and not one token more', () => {
    const { limits } = plan({ model: 'llama-3.1-8b', gpu: 'RTX 4090' });
    const high = (context_length: number) =>
      (
        data('estimate_vram', { model: 'llama-3.1-8b', context_length, gpu: 'RTX 4090' })[
          'fits'
        ] as unknown as { fits: string }[]
      )[0]?.fits;
    expect(high(limits?.longest_context ?? 0)).toBe('yes');
    expect(high((limits?.longest_context ?? 0) + 1)).not.toBe('yes');
  });

  it('says what to change when it does not fit, and each change alone makes it fit', () => {
    const { limits } = plan({ model: 'llama-3-70b', gpu: 'H100', context_length: 8192 });
    expect(limits?.fits).toBe(false);
    expect(limits?.changes.map(({ change }) => change)).toContain('tensor');
    const tensor = limits?.changes.find(({ change }) => change === 'tensor')?.to;
    expect(plan({ model: 'llama-3-70b', gpu: 'H100', context_length: 8192, gpus: tensor }).limits?.fits).toBe(
      true,
    );
  });
});

describe('the table of contents', () => {
  it.each(['book', '目录', 'notes://book'])('is read as %s', (id) =>
    expect(textOf(call('read_note', { id, max_tokens: 20_000 }))).toContain('2.1/mla 多头潜在注意力（MLA）'),
  );

  it.each(['2', '第2章', 'notes://chapter/2', '大语言模型底层架构优化'])(
    'of a chapter is read as %s',
    (id) => {
      const text = textOf(call('read_note', { id }));
      expect(text).toContain('## 2 大语言模型底层架构优化');
      expect(text).not.toContain('## 3 ');
    },
  );

  it('says that it was cut', () => {
    const text = textOf(call('read_note', { id: 'book', max_tokens: 500 }));
    expect(countTokens(text)).toBeLessThanOrEqual(500);
    expect(text).toMatch(/raise max_tokens/);
  });
});
