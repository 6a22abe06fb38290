import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { binomialUpperTail } from './binomial.ts';

describe('the exact binomial tail', () => {
  it.each([
    { bad: 0, total: 10, share: 0.01, tail: 1 },
    { bad: 1, total: 1, share: 0.25, tail: 0.25 },
    { bad: 1, total: 36, share: 0.01, tail: 1 - 0.99 ** 36 },
    { bad: 5, total: 10, share: 0.5, tail: 638 / 1024 },
    { bad: 10, total: 10, share: 0.5, tail: 1 / 1024 },
    { bad: 3, total: 3, share: 0.01, tail: 1e-6 },
    { bad: 11, total: 10, share: 0.5, tail: 0 },
    { bad: 1, total: 10, share: 0, tail: 0 },
    { bad: 10, total: 10, share: 1, tail: 1 },
  ])('is $tail for $bad of $total at $share', ({ tail, ...sample }) => {
    expect(binomialUpperTail(sample)).toBeCloseTo(tail, 12);
  });

  it('agrees with sums in whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.nat(120),
        fc.integer({ min: 1, max: 99 }),
        (total, bad, percent) => {
          const exact = exactTail({ bad, total, percent });
          expect(
            Math.abs(binomialUpperTail({ bad, total, share: percent / 100 }) - exact),
          ).toBeLessThanOrEqual(1e-11 * Math.max(exact, 1e-3));
        },
      ),
    );
  });

  it('stays quick and right with millions of samples', () => {
    const standardDeviation = Math.sqrt(2e6 * 0.01 * 0.99);
    const tail = binomialUpperTail({
      bad: Math.round(2e4 + 3 * standardDeviation),
      total: 2e6,
      share: 0.01,
    });
    // 1 - Φ(3) = 0.00135; the skewness adds a little.
    expect(tail).toBeGreaterThan(0.0013);
    expect(tail).toBeLessThan(0.0015);
  });
});

/** The tail by BigInt: no logarithm, no rounding before the last division. */
function exactTail({ bad, total, percent }: { bad: number; total: number; percent: number }): number {
  let ways = 1n;
  let sum = 0n;
  for (let k = 0; k <= total; k += 1) {
    if (k >= bad) sum += ways * BigInt(percent) ** BigInt(k) * BigInt(100 - percent) ** BigInt(total - k);
    ways = (ways * BigInt(total - k)) / BigInt(k + 1);
  }
  return Number((sum * 10n ** 40n) / 100n ** BigInt(total)) / 1e40;
}
