import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countOver, quantileOfHistogram, quantileOfValues } from './quantile.ts';

const bounds = [0.1, 0.5, 1, Infinity];

describe('the quantile of a histogram', () => {
  it.each([
    { counts: [99, 100, 100, 100], share: 0.99, bound: 0.1 },
    { counts: [98, 100, 100, 100], share: 0.99, bound: 0.5 },
    { counts: [0, 0, 98, 100], share: 0.99, bound: Infinity },
    { counts: [7, 100, 100, 100], share: 0.07, bound: 0.1 },
    { counts: [0, 1, 1, 1], share: 0.99, bound: 0.5 },
    { counts: [0, 0, 0, 0], share: 0.99, bound: NaN },
  ])('is the bound $bound for $counts at $share', ({ counts, share, bound }) => {
    expect(quantileOfHistogram({ bounds, counts }, share)).toBe(bound);
  });

  it('is never below the quantile of the values that were counted', () => {
    const values = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (all, share) => {
        const counted = { bounds, counts: bounds.map((bound) => all.filter((v) => v <= bound).length) };
        expect(quantileOfHistogram(counted, share)).toBeGreaterThanOrEqual(quantileOfValues(all, share));
      }),
    );
  });
});

describe('the quantile of values', () => {
  it.each([
    { values: [3, 1, 2], share: 0.5, quantile: 2 },
    { values: [10, 9], share: 0.99, quantile: 10 },
    { values: [], share: 0.99, quantile: NaN },
  ])('is $quantile for $values at $share', ({ values, share, quantile }) => {
    expect(quantileOfValues(values, share)).toBe(quantile);
  });
});

describe('counting values over a limit', () => {
  it('is exact at a bound, and between bounds never too small', () => {
    const counted = { bounds, counts: [10, 15, 18, 20] };
    expect([0.05, 0.1, 0.3, 0.5, 2, Infinity].map((limit) => countOver(counted, limit))).toEqual([
      20, 10, 10, 5, 2, 0,
    ]);
  });
});
