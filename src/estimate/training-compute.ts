/**
 * FLOPs of training a dense model: 6 for each parameter and token, 2 forward and 4 backward (Kaplan et al. 2020,
 * section 2.1). Leaves out attention scores, and for MoE takes active parameters.
 */
export function trainingFlops(parameters: number, tokens: number): number {
  return 6 * parameters * tokens;
}
