import type { FeedForward, Layer, ModelArchitecture } from '../architecture/types.ts';

/** Elements a token takes in the layer whose working set is widest: the products of its mixer or of its feed-forward. */
export function widestLayer({ layers, hiddenSize }: ModelArchitecture): number {
  return Math.max(
    ...layers.map((layer) => Math.max(feedForwardWidth(layer.feedForward, hiddenSize), mixerWidth(layer))),
  );
}

function feedForwardWidth(feedForward: FeedForward, hidden: number): number {
  switch (feedForward.kind) {
    case 'none':
      return 0;
    case 'dense':
      return feedForward.intermediate * (feedForward.gated ? 3 : 2);
    case 'moe': {
      const { activeExperts, intermediate, sharedIntermediate, gated, latent = hidden } = feedForward;
      const products = (activeExperts * intermediate + sharedIntermediate) * (gated ? 3 : 2);
      return products + activeExperts * latent * 2;
    }
  }
}

function mixerWidth({ attention, recurrence }: Layer): number {
  // Projections before and behind the convolution, the gate and the output.
  const recurrent = recurrence ? 2 * recurrence.convChannels + 2 * recurrence.heads * recurrence.valueDim : 0;
  switch (attention.kind) {
    case 'none':
      return recurrent;
    case 'mla':
      return (
        attention.heads * (2 * (attention.qkNopeDim + attention.qkRopeDim) + 2 * attention.vDim) + recurrent
      );
    case 'softmax':
      return (2 * attention.heads + 2 * attention.kvHeads) * attention.headDim + recurrent;
  }
}
