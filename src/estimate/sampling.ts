/**
 * The unbiased estimate of pass@k from `n` samples of which `correct` pass: 1 − C(n − c, k) / C(n, k), as a running
 * product that does not overflow (Chen et al. 2021, arXiv:2107.03374, section 2.1). Throws a RangeError unless
 * 1 ≤ k ≤ n and 0 ≤ correct ≤ n.
 */
export function passAtK(n: number, correct: number, k: number): number {
  if (!(k >= 1 && k <= n && correct >= 0 && correct <= n)) {
    throw new RangeError(
      `pass@k needs 1 ≤ k ≤ n and 0 ≤ correct ≤ n, got n ${n}, correct ${correct}, k ${k}`,
    );
  }
  let allFail = 1;
  for (let drawn = 0; drawn < k; drawn += 1) allFail *= Math.max(0, n - correct - drawn) / (n - drawn);
  return 1 - allFail;
}

/**
 * How often a majority of `voters` answers is right when each is, alone, with probability `p` and all wrong answers
 * agree (the worst case, Condorcet's): ties count half. Throws a RangeError for a p outside [0, 1] or no voters.
 */
export function majorityVote(p: number, voters: number): number {
  if (!(p >= 0 && p <= 1 && Number.isInteger(voters) && voters >= 1)) {
    throw new RangeError(`a vote needs 0 ≤ p ≤ 1 and at least one voter, got p ${p}, voters ${voters}`);
  }
  let total = 0;
  let ways = 1;
  for (let right = 0; right <= voters; right += 1) {
    const weight = 2 * right > voters ? 1 : 2 * right === voters ? 0.5 : 0;
    total += weight * ways * p ** right * (1 - p) ** (voters - right);
    ways = (ways * (voters - right)) / (right + 1);
  }
  return total;
}
