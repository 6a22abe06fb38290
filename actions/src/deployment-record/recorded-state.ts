import type { DeploymentStatus } from '../github/deployments.ts';
import type { Release } from '../release/release.ts';
import { REVERTED } from './descriptions.ts';
import type { Payload } from './payload.ts';

/** One deployment of the record, with all its statuses, the newest first. */
export interface RecordedDeployment {
  /** GitHub's number: the larger, the newer. */
  readonly id: number;
  readonly task: 'deploy' | 'rollback';
  readonly payload: Payload;
  readonly statuses: readonly DeploymentStatus[];
}

/** What GitHub's record says of one environment. */
export interface RecordedState {
  /** What serves: the newest deployment whose latest status is `success`. */
  readonly live: RecordedDeployment | null;
  /** Where a rollback may go by itself: good, and older than the live one; the newest first. */
  readonly previous: readonly RecordedDeployment[];
  /** Reverted here, and not cleared since. */
  readonly bad: readonly RecordedDeployment[];
  /** Every release that ever served here, each once, the newest first. */
  readonly served: readonly RecordedDeployment[];
  /** All that was read, the oldest first. */
  readonly known: readonly RecordedDeployment[];
  /** Begun, and never said how they ended. */
  readonly unfinished: readonly RecordedDeployment[];
}

/**
 * The same rules as the host's ledger has (ledger/state.ts): a rollback makes no release newer, the one that it left is
 * `withdrawn`, and a release that was reverted is never gone back to.
 */
export function recordedState(deployments: readonly RecordedDeployment[]): RecordedState {
  const oldestFirst = deployments.toSorted((a, b) => a.id - b.id);
  const live = oldestFirst.findLast((deployment) => latest(deployment) === 'success') ?? null;
  const bad = oldestFirst.filter(isBad);
  const isBadDigest = new Set(bad.map(({ payload }) => payload.digest));
  const known = releasesIn(oldestFirst.filter(everServed));
  const liveOrder = live === null ? Infinity : (known.get(live.payload.digest)?.order ?? 0);
  const newestFirst = [...known.values()].toSorted((a, b) => b.order - a.order);
  return {
    live,
    previous: newestFirst
      .filter(({ order, isWithdrawn }) => order > 0 && order < liveOrder && !isWithdrawn)
      .map(({ deployment }) => deployment)
      .filter(({ payload }) => !isBadDigest.has(payload.digest)),
    bad,
    known: oldestFirst,
    served: newestFirst.map(({ deployment }) => deployment),
    unfinished: oldestFirst.filter((deployment) => !ENDED.has(latest(deployment) ?? 'queued')),
  };
}

export function releaseIn({ digest, release, releaseVersion, commit }: Payload): Release {
  return { id: release, version: releaseVersion, commit, digest };
}

const ENDED: ReadonlySet<string> = new Set(['success', 'failure', 'error', 'inactive']);

function latest({ statuses }: RecordedDeployment): string | undefined {
  return statuses[0]?.state;
}

/** One that was marked `inactive` by hand is cleared. */
function isBad({ statuses: [last] }: RecordedDeployment): boolean {
  return last?.state === 'failure' && last.description.startsWith(REVERTED);
}

/** `inactive` alone does not say it: a deployment that never served can be marked so by hand. */
function everServed({ statuses }: RecordedDeployment): boolean {
  return statuses.some(({ state }) => state === 'success');
}

interface Known {
  readonly deployment: RecordedDeployment;
  readonly order: number;
  readonly isWithdrawn: boolean;
}

function releasesIn(oldestFirst: readonly RecordedDeployment[]): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  let [serving, order] = [undefined as string | undefined, 0];
  for (const deployment of oldestFirst) {
    const { digest } = deployment.payload;
    const before = known.get(digest);
    const left = serving === undefined ? undefined : known.get(serving);
    if (digest !== serving && deployment.task === 'rollback' && left !== undefined)
      known.set(left.deployment.payload.digest, { ...left, isWithdrawn: true });
    const isNewer = deployment.task === 'deploy' && digest !== serving;
    if (isNewer) order += 1;
    known.set(digest, { deployment, order: isNewer ? order : (before?.order ?? 0), isWithdrawn: false });
    serving = digest;
  }
  return known;
}
