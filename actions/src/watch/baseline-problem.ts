import type { ReasonCode } from '../reason-codes.ts';
import { mostFail } from './error-rules.ts';
import { isOverLatencyLimit } from './latency-rules.ts';
import { chanceUnderLimit, failedProbes, type LookedAt } from './trial.ts';

/**
 * Whether the release before fails its probes in the same way now, by the same tests: then the fault is outside, and
 * going back helps nobody. Only its probes tell, since it serves no traffic during the watch; and of their latency
 * only the absolute limit, as nothing says how slow it was before.
 */
export function baselineProblem({ baseline, limits, level }: LookedAt, code: ReasonCode): string | undefined {
  if (baseline === undefined) return undefined;
  const share = failedProbes(baseline);
  const isFailing =
    isUnreachable(share) ||
    mostFail(share, limits.maxErrorRatio) ||
    chanceUnderLimit(share, limits.maxErrorRatio) <= level;
  if (isFailing) {
    return `the release before fails ${share.bad} of ${share.total} probes at the same time.`;
  }
  return code === 'latency-high' && isOverLatencyLimit(baseline.probes, { limits, level })
    ? `the probes of the release before are over ${limits.p99Limit} ms at the same time.`
    : undefined;
}

/** However few the probes: a release that answered none of them is not shown to be one to go back to. */
function isUnreachable({ bad, total }: { bad: number; total: number }): boolean {
  return total > 0 && bad === total;
}
