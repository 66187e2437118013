/**
 * Arithmetic of the policy-gradient methods that train language models, on plain rewards and log-ratios. Rewards are
 * those of the answers to one prompt, unless said otherwise.
 */

/** How a group's spread is measured: divided by its size (GRPO's formula), or by one less (TRL and verl). */
export type Spread = 'population' | 'sample';

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

export function standardDeviation(values: readonly number[], spread: Spread = 'population'): number {
  const centre = mean(values);
  const squares = values.reduce((total, value) => total + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (spread === 'population' ? values.length : values.length - 1));
}

/**
 * GRPO's advantage of each answer, (r − mean) / std over its group (Shao et al. 2024, arXiv:2402.03300, section 4.1.2).
 * All 0 where the rewards are all the same: such a group teaches nothing.
 */
export function groupRelativeAdvantages(rewards: readonly number[], spread: Spread = 'population'): number[] {
  const [centre, scale] = [mean(rewards), standardDeviation(rewards, spread)];
  return rewards.map((reward) => (scale > 0 ? (reward - centre) / scale : 0));
}

/** Dr. GRPO's advantage, r − mean: no division by the spread (Liu et al. 2025, arXiv:2503.20783, section 3.2). */
export function centredAdvantages(rewards: readonly number[]): number[] {
  const centre = mean(rewards);
  return rewards.map((reward) => reward - centre);
}

/** RLOO's advantage: the reward less the mean of the others (Ahmadian et al. 2024, arXiv:2402.14740, section 2.4). */
export function leaveOneOutAdvantages(rewards: readonly number[]): number[] {
  const total = rewards.reduce((sum, reward) => sum + reward, 0);
  return rewards.map((reward) => reward - (total - reward) / (rewards.length - 1));
}

/**
 * REINFORCE++'s advantage: rewards normalised over the whole batch, whatever prompt each belongs to (Hu et al. 2025,
 * arXiv:2501.03262, section 3). Without the KL penalty that the method puts into the reward.
 */
export function batchNormalisedAdvantages(rewards: readonly number[]): number[] {
  return groupRelativeAdvantages(rewards, 'population');
}

/**
 * Generalised advantage estimation: A_t = Σ (γλ)^l δ_{t+l}, δ_t = r_t + γ V_{t+1} − V_t, and 0 after the last step
 * (Schulman et al. 2015, arXiv:1506.02438, equation 16). `values` has one entry a step.
 */
export function generalisedAdvantages(
  rewards: readonly number[],
  values: readonly number[],
  discount: number,
  lambda: number,
): number[] {
  const advantages = new Array<number>(rewards.length);
  let following = 0;
  for (let step = rewards.length - 1; step >= 0; step -= 1) {
    const delta = (rewards[step] ?? 0) + discount * (values[step + 1] ?? 0) - (values[step] ?? 0);
    following = delta + discount * lambda * following;
    advantages[step] = following;
  }
  return advantages;
}

/**
 * PPO's clipped objective of one token, min(w A, clip(w, 1 − low, 1 + high) A), to be maximised (Schulman et al. 2017,
 * arXiv:1707.06347, equation 7). DAPO has a larger `high` than `low` (arXiv:2503.14476, equation 8).
 */
export function clippedObjective(ratio: number, advantage: number, low: number, high: number): number {
  const clipped = Math.min(Math.max(ratio, 1 - low), 1 + high);
  return Math.min(ratio * advantage, clipped * advantage);
}

/**
 * Estimators of KL(π ‖ π_ref) from one sample of π, given log π − log π_ref: k1 unbiased, k2 biased with low variance,
 * k3 unbiased and never negative (Schulman 2020, http://joschu.net/blog/kl-approx.html).
 */
export const KL_ESTIMATORS = {
  k1: (logRatio: number) => logRatio,
  k2: (logRatio: number) => logRatio ** 2 / 2,
  k3: (logRatio: number) => Math.expm1(-logRatio) + logRatio,
} as const;
