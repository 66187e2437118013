import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchNormalisedAdvantages,
  centredAdvantages,
  clippedObjective,
  generalisedAdvantages,
  groupRelativeAdvantages,
  KL_ESTIMATORS,
  leaveOneOutAdvantages,
  mean,
  standardDeviation,
} from '../../src/estimate/policy-gradient.ts';
import { dpoGradientWeight, dpoLoss } from '../../src/estimate/preference.ts';
import { majorityVote, passAtK } from '../../src/estimate/sampling.ts';

const rewards = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 16 });
const closeTo = (values: number[]) => values.map((value) => expect.closeTo(value, 9) as number);

describe('advantages of a group', () => {
  it('are normalised by GRPO, by either spread', () => {
    expect(groupRelativeAdvantages([1, 0, 0, 1])).toEqual([1, -1, -1, 1]);
    expect(groupRelativeAdvantages([1, 0], 'sample')).toEqual(closeTo([Math.SQRT1_2, -Math.SQRT1_2]));
    expect(groupRelativeAdvantages([1, 1, 1])).toEqual([0, 0, 0]);
  });

  it('are only centred by Dr. GRPO, and leave the answer itself out in RLOO', () => {
    expect(centredAdvantages([1, 0, 0, 0])).toEqual([0.75, -0.25, -0.25, -0.25]);
    expect(leaveOneOutAdvantages([1, 0, 0, 0])).toEqual(closeTo([1, -1 / 3, -1 / 3, -1 / 3]));
  });

  it('of RLOO are those of Dr. GRPO times G / (G − 1)', () => {
    fc.assert(
      fc.property(rewards, (group) => {
        const factor = group.length / (group.length - 1);
        expect(leaveOneOutAdvantages(group)).toEqual(
          centredAdvantages(group).map((value) => expect.closeTo(value * factor, 6) as number),
        );
      }),
    );
  });

  it('of REINFORCE++ have mean 0 and spread 1 over the batch', () => {
    const advantages = batchNormalisedAdvantages([0.2, 1, -0.5, 3]);
    expect(mean(advantages)).toBeCloseTo(0);
    expect(standardDeviation(advantages)).toBeCloseTo(1);
  });
});

describe('generalised advantage estimation', () => {
  const [given, values] = [
    [0, 0, 1],
    [0.5, 0.6, 0.8],
  ];

  it('is the one-step error with lambda 0 and the return less the value with lambda 1', () => {
    expect(generalisedAdvantages(given, values, 1, 0)).toEqual(closeTo([0.1, 0.2, 0.2]));
    expect(generalisedAdvantages(given, values, 1, 1)).toEqual(closeTo([0.5, 0.4, 0.2]));
  });

  it('discounts the errors between', () => {
    expect(generalisedAdvantages(given, values, 0.9, 0.5)).toEqual(
      closeTo([0.04 + 0.45 * (0.12 + 0.45 * 0.2), 0.12 + 0.45 * 0.2, 0.2]),
    );
  });
});

describe("PPO's clipped objective", () => {
  it.each([
    [1.5, 2, 0.2, 0.2, 2.4],
    [1.5, 2, 0.2, 0.28, 2.56],
    [0.5, 2, 0.2, 0.2, 1],
    [0.5, -2, 0.2, 0.2, -1.6],
    [1.5, -2, 0.2, 0.2, -3],
  ])('of ratio %d and advantage %d within −%d, +%d is %d', (ratio, advantage, low, high, expected) => {
    expect(clippedObjective(ratio, advantage, low, high)).toBeCloseTo(expected);
  });
});

describe('estimators of KL', () => {
  it('k3 is never negative and all vanish where the policies agree', () => {
    for (const estimate of Object.values(KL_ESTIMATORS)) expect(estimate(0)).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), (logRatio) => {
        expect(KL_ESTIMATORS.k3(logRatio)).toBeGreaterThanOrEqual(-1e-12);
      }),
    );
  });
});

describe('DPO', () => {
  it('loses ln 2 and weighs one half where the pair is not told apart', () => {
    expect(dpoLoss(0.1, 0, 0)).toBeCloseTo(Math.LN2);
    expect(dpoGradientWeight(0.1, 3, 3)).toBe(0.5);
  });

  it('loses little and weighs little once the pair is ranked rightly', () => {
    expect(dpoLoss(0.1, 20, -20)).toBeCloseTo(0.01815, 5);
    expect(dpoGradientWeight(0.1, 20, -20)).toBeCloseTo(0.017986, 5);
  });

  it('has the weight as the slope of its loss', () => {
    const [beta, step] = [0.3, 1e-6];
    const slope = (dpoLoss(beta, 1 + step, -0.5) - dpoLoss(beta, 1 - step, -0.5)) / (2 * step);
    expect(slope).toBeCloseTo(-beta * dpoGradientWeight(beta, 1, -0.5), 6);
  });
});

describe('pass@k', () => {
  it.each([
    [10, 3, 1, 0.3],
    [10, 3, 5, 1 - 21 / 252],
    [10, 10, 1, 1],
    [5, 0, 5, 0],
    [4, 2, 3, 1],
  ])('of %d samples with %d right, k %d', (n, correct, k, expected) => {
    expect(passAtK(n, correct, k)).toBeCloseTo(expected, 12);
  });

  it('refuses what cannot be drawn', () => {
    expect(() => passAtK(4, 2, 5)).toThrow(RangeError);
    expect(() => passAtK(4, 5, 1)).toThrow(RangeError);
  });
});

describe('a majority vote', () => {
  it('of three raises 0.6 to 0.648 and lowers 0.4 to 0.352', () => {
    expect(majorityVote(0.6, 3)).toBeCloseTo(0.648);
    expect(majorityVote(0.4, 3)).toBeCloseTo(0.352);
  });

  it('of one or of two is no better than one answer', () => {
    expect(majorityVote(0.7, 1)).toBeCloseTo(0.7);
    expect(majorityVote(0.7, 2)).toBeCloseTo(0.7);
  });
});
