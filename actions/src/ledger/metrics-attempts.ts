import type { DeploymentEnded, DeploymentStarted } from './events.ts';
import type { LedgerEntry } from './journal.ts';
import { environmentState } from './state.ts';

/** A deployment or rollback that ended, with the points in time that the metrics need: epoch milliseconds. */
export interface Attempt {
  readonly started: DeploymentStarted;
  /**
   * When its switch began: from then on users may have reached its candidate. A program that died in the switch may
   * have switched; it counts as having done so. `undefined`: no user ever reached it.
   */
  readonly switchedAt: number | undefined;
  readonly ended: DeploymentEnded;
  readonly endedAt: number;
}

/** A deployment that users reached. A rollback brings nothing new, and what was refused brought nothing. */
export type Change = Attempt & { readonly switchedAt: number };

/** In the order in which they began, which is that of their ends: the environment's lock lets in one at a time. */
export function attemptsIn(entries: readonly LedgerEntry[]): Attempt[] {
  const switches = new Map<string, number>();
  for (const { at, event } of entries) {
    if (event.type === 'step-started' && event.step === 'switched') {
      switches.set(event.deployment, Date.parse(at));
    }
  }
  return environmentState(entries).deployments.flatMap(({ started, ended, endedAt }) => {
    if (ended === undefined || endedAt === undefined) return [];
    return [{ started, switchedAt: switches.get(started.deployment), ended, endedAt: Date.parse(endedAt) }];
  });
}

export function isChange(attempt: Attempt): attempt is Change {
  return attempt.started.kind === 'deploy' && attempt.switchedAt !== undefined;
}
