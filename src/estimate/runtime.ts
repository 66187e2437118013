import type { Component } from './estimate.ts';
import { GIB } from './units.ts';

/**
 * What the process holds besides tensors: the CUDA context with its kernels and libraries, and with several GPUs the
 * buffers of NCCL. Published logs show 0.15 to 0.75 GiB for the context and 0.5 to 3.5 GiB more between GPUs.
 */
export function runtimeComponent(gpus: number, note: string): Component {
  const bytes = Math.round((gpus > 1 ? 1.5 : 0.5) * GIB);
  return {
    name: 'runtime',
    bytes,
    certainty: 'assumed',
    formula: gpus > 1 ? 'CUDA context 0.5 GiB + NCCL buffers 1 GiB' : 'CUDA context 0.5 GiB',
    source: note,
    spread: gpus > 1 ? [0.15, 2.5] : [0.3, 1.5],
  };
}
