import type { Release } from '../release/release.ts';
import type { Attempt } from './metrics-attempts.ts';
import { spreadOf, type MetricsWindow, type Spread } from './metrics-spread.ts';

/** Milliseconds, from a clock that nobody sets. `null` where no time was taken: no user had reached the release, or the program died. */
export interface Revert {
  readonly deployment: string;
  readonly release: Release;
  readonly reasonCode: string;
  /** ISO 8601. */
  readonly endedAt: string;
  /** From the switch to the first look that saw the fault. */
  readonly detectMs: number | null;
  /** From there to the decision. */
  readonly decideMs: number | null;
  /** From the decision to the release before serving again. */
  readonly actMs: number | null;
}

export interface RevertMetrics {
  /** Of deployments and of rollbacks. */
  readonly each: readonly Revert[];
  readonly detect: Spread;
  readonly decide: Spread;
  readonly act: Spread;
}

export function revertMetricsOf(attempts: readonly Attempt[], window: MetricsWindow): RevertMetrics {
  const each = attempts.filter(({ ended }) => ended.outcome === 'reverted').map(revertOf);
  const missing = each.length === 0 ? 'nothing was reverted' : 'none was timed';
  function spread(time: 'detectMs' | 'decideMs' | 'actMs'): Spread {
    const times = each.map((revert) => revert[time]).filter((milliseconds) => milliseconds !== null);
    return spreadOf(times, { window, missing });
  }
  return { each, detect: spread('detectMs'), decide: spread('decideMs'), act: spread('actMs') };
}

function revertOf({ started, ended, endedAt }: Attempt): Revert {
  const { detectMs, decideMs, actMs } = ended.timings;
  return {
    deployment: started.deployment,
    release: started.candidate.release,
    reasonCode: ended.reasonCode,
    endedAt: new Date(endedAt).toISOString(),
    detectMs: detectMs ?? null,
    decideMs: decideMs ?? null,
    actMs: actMs ?? null,
  };
}
