import type { Attempt } from './metrics-attempts.ts';

export interface LeadTimes {
  readonly known: readonly number[];
  /** Releases whose commit has no known time, or one after the deployment. */
  readonly unknown: number;
}

/**
 * From each release's own commit (the newest of the changes in it: older ones waited longer) to the end of the first
 * deployment of it that ended well. A release that is deployed again, as when only the configuration changed, brings no
 * commit: it counts once.
 */
export function leadTimesOf(
  attempts: readonly Attempt[],
  {
    isInside,
    commitTimes,
  }: { isInside: (attempt: Attempt) => boolean; commitTimes: ReadonlyMap<string, number> },
): LeadTimes {
  const times = firstOfEachRelease(attempts)
    .filter(isInside)
    .map(({ started, endedAt }) => endedAt - (commitTimes.get(started.candidate.release.commit) ?? Infinity));
  const known = times.filter((milliseconds) => milliseconds >= 0);
  return { known, unknown: times.length - known.length };
}

function firstOfEachRelease(attempts: readonly Attempt[]): Attempt[] {
  const first = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const { digest } = attempt.started.candidate.release;
    const isDeployed = attempt.started.kind === 'deploy' && attempt.ended.outcome === 'deployed';
    if (isDeployed && !first.has(digest)) first.set(digest, attempt);
  }
  return [...first.values()];
}
