import type { Release } from '../release/release.ts';
import type { Mark, Served } from './events.ts';
import { isChange, type Attempt, type Change } from './metrics-attempts.ts';

/** `withdrawn`: it ended well, and a person rolled back from it later. */
export type FailureKind = 'reverted' | 'frozen' | 'withdrawn';

export interface Failure {
  readonly deployment: string;
  readonly release: Release;
  readonly kind: FailureKind;
  /**
   * Until a good release served again: from the failing switch, or from its end when it failed only after it. `null`
   * while there is none, and where the clock was set back in between.
   */
  readonly recoveryMs: number | null;
}

/** The deployments that users reached and that had to be undone, by the deployment's id. */
export function failuresIn(attempts: readonly Attempt[]): ReadonlyMap<string, Failure> {
  const rollbacks = rollbacksFrom(attempts);
  const goodServes = whereGoodServes(attempts);
  const failures = attempts.flatMap((attempt, index): Failure[] => {
    if (!isChange(attempt)) return [];
    const { deployment, candidate } = attempt.started;
    const rollback = rollbacks.get(deployment);
    const kind = rollback === undefined ? kindOf(attempt) : 'withdrawn';
    if (kind === undefined) return [];
    const recoveryMs =
      rollback === undefined
        ? recoveryOf(attempt, attempts.slice(index), goodServes)
        : elapsed(attempt.endedAt, servesFrom(rollback));
    return [{ deployment, release: candidate.release, kind, recoveryMs }];
  });
  return new Map(failures.map((failure) => [failure.deployment, failure]));
}

function kindOf({ ended: { outcome } }: Change): 'reverted' | 'frozen' | undefined {
  return outcome === 'reverted' || outcome === 'frozen' ? outcome : undefined;
}

/** By the deployment that brought what was gone back from, if it had ended well. */
function rollbacksFrom(attempts: readonly Attempt[]): ReadonlyMap<string, Attempt> {
  const rollbacks = new Map<string, Attempt>();
  attempts.forEach((rollback, index) => {
    for (const { digest, mark } of rollback.ended.marks) {
      if (mark !== 'withdrawn') continue;
      const brought = attempts
        .slice(0, index)
        .findLast((each) => isChange(each) && each.started.candidate.release.digest === digest);
      if (brought?.ended.outcome === 'deployed') rollbacks.set(brought.started.deployment, rollback);
    }
  });
  return rollbacks;
}

/** The attempts after whose end a release serves that was good then. */
function whereGoodServes(attempts: readonly Attempt[]): ReadonlySet<Attempt> {
  const marks = new Map<string, Mark>();
  return new Set(
    attempts.filter(({ ended }) => {
      for (const { digest, mark } of ended.marks) marks.set(digest, mark);
      return ended.live !== null && marks.get(ended.live.release.digest) === 'good';
    }),
  );
}

function recoveryOf(
  failing: Change,
  fromItOn: readonly Attempt[],
  goodServes: ReadonlySet<Attempt>,
): number | null {
  const { candidate } = failing.started;
  const recovery = fromItOn.find(
    (each) =>
      goodServes.has(each) && (each.ended.outcome === 'deployed' || !isSame(each.ended.live, candidate)),
  );
  if (recovery === undefined) return null;
  // Exact, and from a clock that nobody sets; the ledger's own times include the end of the failed release.
  const { detectMs, decideMs, actMs } = failing.ended.timings;
  if (detectMs !== undefined && decideMs !== undefined && actMs !== undefined) {
    return detectMs + decideMs + actMs;
  }
  return elapsed(failing.switchedAt, servesFrom(recovery));
}

/** What ended well served from its switch on; what was reverted left the release before it serving at its end. */
function servesFrom({ ended, switchedAt, endedAt }: Attempt): number {
  return ended.outcome === 'deployed' ? (switchedAt ?? endedAt) : endedAt;
}

function elapsed(from: number, to: number): number | null {
  return to >= from ? to - from : null;
}

function isSame(a: Served | null, b: Served): boolean {
  return a?.release.digest === b.release.digest && a.configHash === b.configHash;
}
