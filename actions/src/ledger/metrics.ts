import type { LedgerEntry } from './journal.ts';
import { attemptsIn, isChange, type Attempt, type Change } from './metrics-attempts.ts';
import { failuresIn, type Failure, type FailureKind } from './metrics-failures.ts';
import { leadTimesOf } from './metrics-lead-time.ts';
import { revertMetricsOf, type RevertMetrics } from './metrics-reverts.ts';
import { spreadOf, type Metric, type MetricsWindow, type Spread } from './metrics-spread.ts';

const DAY_MS = 86_400_000;
const WINDOW_MS = 90 * DAY_MS;
const NO_DEPLOYMENT = 'no deployment reached users';

/**
 * How an environment delivers. The four key metrics of DORA (https://dora.dev/guides/dora-metrics/); its fifth, the
 * deployment rework rate, asks why a deployment was made, which no ledger knows.
 */
export interface LedgerMetrics {
  readonly window: MetricsWindow;
  /** Deployments and rollbacks that ended before the window: none of them is in any number. */
  readonly leftOut: number;
  readonly deploymentFrequency: DeploymentFrequency;
  readonly leadTime: LeadTime;
  readonly changeFailureRate: ChangeFailureRate;
  readonly recoveryTime: RecoveryTime;
  readonly reverts: RevertMetrics;
}

/** Of deployments that users reached. A window too short for a rate has none: a number a day is not made from an hour. */
export interface DeploymentFrequency extends Metric<'deployments/day'> {
  readonly perWeek: number | null;
}

/** From a release's commit to its first deployment that ended well. */
export interface LeadTime extends Spread {
  readonly unknown: number;
}

/** Deployments that had to be undone or stood frozen, of those that users reached: whosever fault it was. */
export interface ChangeFailureRate extends Metric<'share'>, Readonly<Record<FailureKind, number>> {}

/** DORA’s failed deployment recovery time: until a good release served again. */
export interface RecoveryTime extends Spread {
  readonly failures: readonly Failure[];
  /** Failures after which no good release serves yet. */
  readonly open: number;
}

interface Observed {
  /** Epoch milliseconds. */
  readonly now: number;
  /** When each commit was made, epoch milliseconds; one that is not there is counted as unknown. */
  readonly commitTimes: ReadonlyMap<string, number>;
  /** The longest look back; 90 days unless told. */
  readonly windowMs?: number;
}

export function metricsOf(
  entries: readonly LedgerEntry[],
  { now, commitTimes, windowMs = WINDOW_MS }: Observed,
): LedgerMetrics {
  const window = windowOf(entries, { now, windowMs });
  const all = attemptsIn(entries);
  function isInside({ endedAt }: Attempt): boolean {
    return endedAt >= Date.parse(window.from);
  }
  const attempts = all.filter(isInside);
  const changes = attempts.filter(isChange);
  // A failure is known from what came after it, and a recovery too: both are looked for in the whole ledger.
  const failures = failuresAmong(changes, all);
  return {
    window,
    leftOut: all.length - attempts.length,
    deploymentFrequency: frequencyOf(changes.length, window),
    leadTime: leadTimeOf(all, { isInside, commitTimes, window }),
    changeFailureRate: failureRateOf(failures, changes.length, window),
    recoveryTime: recoveryTimeOf(failures, window),
    reverts: revertMetricsOf(attempts, window),
  };
}

/** What the ledger holds has happened: an entry from a clock that is ahead moves the end. */
function windowOf(
  entries: readonly LedgerEntry[],
  { now, windowMs }: { now: number; windowMs: number },
): MetricsWindow {
  const times = entries.map(({ at }) => Date.parse(at));
  const to = Math.max(now, times.at(-1) ?? now);
  const from = Math.max(now - windowMs, Math.min(times[0] ?? now, to));
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    days: (to - from) / DAY_MS,
  };
}

function failuresAmong(changes: readonly Change[], all: readonly Attempt[]): Failure[] {
  const failures = failuresIn(all);
  return changes.flatMap(({ started }) => failures.get(started.deployment) ?? []);
}

function frequencyOf(samples: number, window: MetricsWindow): DeploymentFrequency {
  const isLongEnough = window.days >= 1;
  const perDay = samples > 0 && isLongEnough ? samples / window.days : null;
  return {
    value: perDay,
    perWeek: perDay !== null && window.days >= 7 ? perDay * 7 : null,
    missing: samples === 0 ? NO_DEPLOYMENT : isLongEnough ? null : 'observed for less than a day',
    unit: 'deployments/day',
    samples,
    window,
  };
}

function leadTimeOf(
  all: readonly Attempt[],
  { window, ...facts }: Parameters<typeof leadTimesOf>[1] & { window: MetricsWindow },
): LeadTime {
  const { known, unknown } = leadTimesOf(all, facts);
  const missing = unknown === 0 ? 'no new release was deployed' : 'no commit time is known';
  return { ...spreadOf(known, { window, missing }), unknown };
}

function failureRateOf(
  failures: readonly Failure[],
  samples: number,
  window: MetricsWindow,
): ChangeFailureRate {
  function count(kind: FailureKind): number {
    return failures.filter((failure) => failure.kind === kind).length;
  }
  return {
    value: samples === 0 ? null : failures.length / samples,
    missing: samples === 0 ? NO_DEPLOYMENT : null,
    unit: 'share',
    samples,
    window,
    reverted: count('reverted'),
    frozen: count('frozen'),
    withdrawn: count('withdrawn'),
  };
}

function recoveryTimeOf(failures: readonly Failure[], window: MetricsWindow): RecoveryTime {
  const durations = failures.map(({ recoveryMs }) => recoveryMs).filter((each) => each !== null);
  const missing = failures.length === 0 ? 'no deployment failed' : 'no good release serves yet';
  return {
    ...spreadOf(durations, { window, missing }),
    failures,
    open: failures.length - durations.length,
  };
}
