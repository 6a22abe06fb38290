import { logChoose } from './log-factorial.ts';
import { upperTail } from './tail-sum.ts';

/**
 * Fisher's exact test, one-sided: `a` of `n` against `b` of `m`. The chance of `a` or more when both have the same
 * share and only the `a + b` marked ones are dealt out again (the hypergeometric law; Fisher 1935).
 */
export function fisherGreater({ a, n, b, m }: TwoShares): number {
  const marked = a + b;
  const all = n + m;
  const logWays = logChoose(all, marked);
  return upperTail(
    {
      logMassAt: (k) => logChoose(n, k) + logChoose(m, marked - k) - logWays,
      ratioAt: (k) => ((n - k) / (k + 1)) * ((marked - k) / (m - marked + k + 1)),
      first: Math.max(0, marked - m),
      last: Math.min(n, marked),
      mean: all === 0 ? 0 : (n * marked) / all,
    },
    a,
  );
}

interface TwoShares {
  readonly a: number;
  readonly n: number;
  readonly b: number;
  readonly m: number;
}
