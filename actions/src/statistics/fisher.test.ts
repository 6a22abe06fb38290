import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fisherGreater } from './fisher.ts';

const counts = fc
  .record({ n: fc.nat(60), m: fc.nat(60) })
  .chain(({ n, m }) => fc.record({ a: fc.nat(n), n: fc.constant(n), b: fc.nat(m), m: fc.constant(m) }));

describe('Fisher’s exact test, one-sided', () => {
  it.each([
    // The lady tasting tea: Fisher, The Design of Experiments (1935), chapter 2.
    { a: 4, n: 4, b: 0, m: 4, p: 1 / 70 },
    { a: 3, n: 4, b: 1, m: 4, p: 17 / 70 },
    // Convictions of twins: Fisher 1935; R prints 0.0004652 for fisher.test(…, alternative = "less") of the mirrored table.
    { a: 10, n: 13, b: 2, m: 17, p: 0.00046518094 },
    { a: 0, n: 10, b: 5, m: 10, p: 1 },
    { a: 0, n: 0, b: 0, m: 0, p: 1 },
    { a: 3, n: 3, b: 0, m: 0, p: 1 },
  ])('gives $p for $a of $n against $b of $m', ({ p, ...table }) => {
    expect(fisherGreater(table)).toBeCloseTo(p, 9);
  });

  it('agrees with counting in whole numbers', () => {
    fc.assert(
      fc.property(counts, (table) => {
        expect(fisherGreater(table)).toBeCloseTo(exact(table), 11);
      }),
    );
  });

  it('never grows when the first one has one more', () => {
    fc.assert(
      fc.property(counts, ({ a, n, b, m }) => {
        fc.pre(a < n);
        expect(fisherGreater({ a: a + 1, n, b, m })).toBeLessThanOrEqual(
          fisherGreater({ a, n, b, m }) * (1 + 1e-9),
        );
      }),
    );
  });

  it('stays quick and right with millions of samples', () => {
    // Two shares of 1 %, three standard deviations of their difference apart: about 1 - Φ(3) = 0.00135.
    const m = 2e6;
    const apart = Math.round(3 * Math.sqrt(2 * m * 0.01 * 0.99));
    const p = fisherGreater({ a: 2e4 + apart, n: m, b: 2e4, m });
    expect(p).toBeGreaterThan(0.001);
    expect(p).toBeLessThan(0.002);
  });
});

function exact({ a, n, b, m }: { a: number; n: number; b: number; m: number }): number {
  let sum = 0n;
  for (let k = a; k <= Math.min(n, a + b); k += 1) sum += choose(n, k) * choose(m, a + b - k);
  return Number((sum * 10n ** 30n) / choose(n + m, a + b)) / 1e30;
}

function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let ways = 1n;
  for (let i = 0; i < k; i += 1) ways = (ways * BigInt(n - i)) / BigInt(i + 1);
  return ways;
}
