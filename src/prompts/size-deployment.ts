import { completeAccelerator, completeModel } from './complete.ts';
import type { Prompt } from './define-prompt.ts';

export const sizeDeployment: Prompt = {
  name: 'size_deployment',
  title: '规划部署 · Size a deployment',
  description: '算一个模型在给定显卡上的部署方案 / work out how to serve a model on given GPUs',
  arguments: {
    model: { description: '模型 / model', required: true, complete: completeModel },
    gpu: { description: '显卡 / accelerator', required: false, complete: completeAccelerator },
    context_length: { description: '上下文长度，如 32768 / tokens', required: false },
    concurrency: { description: '同时的请求数 / sequences at once', required: false },
  },
  message: ({ model = '', gpu, context_length = '32768', concurrency = '8' }) =>
    `我要部署 ${model}${gpu === undefined ? '' : `，显卡 ${gpu}`}，上下文 ${context_length}，同时 ${concurrency} 个请求。` +
    '请用 estimate_vram 依次计算：原格式、fp8、4 位权重；必要时提高 parallel.tensor。给出一张表（每卡字节、放不放得下、余量），再推荐一个方案并说明代价。' +
    '只用工具算出的数字，注明哪些是 exact、modelled、assumed，并把 warnings 转述给我。\n\n' +
    `Plan serving ${model}: compute each option with estimate_vram, tabulate, recommend one, say what it costs.`,
};
