/**
 * DPO of one pair (Rafailov et al. 2023, arXiv:2305.18290, equation 7): −log σ(β (chosen − rejected)), in nats. The
 * log-ratios are log π(y|x) − log π_ref(y|x) of the two answers.
 */
export function dpoLoss(beta: number, chosen: number, rejected: number): number {
  return Math.log1p(Math.exp(-beta * (chosen - rejected)));
}

/**
 * The weight of a pair in DPO's gradient beside β, σ(β (rejected − chosen)): near 1 while the implicit rewards rank the
 * pair wrongly, near 0 once they rank it rightly by far (section 4).
 */
export function dpoGradientWeight(beta: number, chosen: number, rejected: number): number {
  return 1 / (1 + Math.exp(beta * (chosen - rejected)));
}
