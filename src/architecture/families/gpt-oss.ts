import { CORE, always, readDecoder } from '../decoder.ts';
import type { Family } from '../decoder.ts';
import { EXPERTS, mixture } from '../mixture.ts';
import { allButEvery, patternedWindow } from '../windows.ts';

/** Biases throughout, a learned sink a head, and a window on every other layer, the first included. */
export const gptOss: Family = {
  modelTypes: ['gpt_oss'],
  needs: [
    ...CORE,
    'intermediate_size',
    'num_key_value_heads',
    'head_dim',
    EXPERTS,
    'num_experts_per_tok',
    'sliding_window',
  ],
  read(fields) {
    const attentionBias = fields.flag('attention_bias', true);
    return readDecoder(fields, {
      qkvBias: attentionBias,
      outputBias: attentionBias,
      sinks: true,
      window: patternedWindow(fields, allButEvery(2)),
      feedForward: always(
        mixture(fields, fields.size('intermediate_size'), { bias: true, routerBias: true }),
      ),
      modules: { gateUp: 'gate_up_proj', router: 'router' },
    });
  },
};
