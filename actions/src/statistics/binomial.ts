import { logChoose } from './log-factorial.ts';
import { upperTail } from './tail-sum.ts';

/**
 * The exact binomial test, one-sided: the chance of `bad` or more among `total` when each is bad with probability
 * `share`, independently. No normal approximation: counts are small where it matters.
 */
export function binomialUpperTail({ bad, total, share }: BinomialSample): number {
  if (bad <= 0) return 1;
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  const odds = share / (1 - share);
  return upperTail(
    {
      logMassAt: (k) => logChoose(total, k) + k * Math.log(share) + (total - k) * Math.log1p(-share),
      ratioAt: (k) => ((total - k) / (k + 1)) * odds,
      first: 0,
      last: total,
      mean: total * share,
    },
    bad,
  );
}

interface BinomialSample {
  readonly bad: number;
  readonly total: number;
  /** The share under the null hypothesis, 0 to 1. */
  readonly share: number;
}
