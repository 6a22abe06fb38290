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
  /** Every release that ever served here, or was reverted, each once, the newest first. */
  readonly releases: readonly RecordedRelease[];
  /** All that was read, the oldest first. */
  readonly known: readonly RecordedDeployment[];
  /** Begun, and never said how they ended. */
  readonly unfinished: readonly RecordedDeployment[];
}

export interface RecordedRelease {
  /** The newest of it. */
  readonly deployment: RecordedDeployment;
  readonly mark: 'good' | 'bad' | 'withdrawn';
  /** As in the host's ledger: the larger, the newer; 0 for one that never served by a deployment. */
  readonly order: number;
}

/**
 * The same rules as the host's ledger has (ledger/state.ts): a rollback makes no release newer, the one that it left is
 * `withdrawn`, and a release that was reverted is never gone back to.
 */
export function recordedState(deployments: readonly RecordedDeployment[]): RecordedState {
  const oldestFirst = deployments.toSorted((a, b) => a.id - b.id);
  const live = oldestFirst.findLast((deployment) => latest(deployment) === 'success') ?? null;
  const bad = oldestFirst.filter(isBad);
  const releases = releasesIn(oldestFirst, bad);
  const liveOrder = releases.find(({ deployment }) => isSame(deployment, live))?.order ?? Infinity;
  return {
    live,
    previous: releases
      .filter(({ order, mark }) => order > 0 && order < liveOrder && mark === 'good')
      .map(({ deployment }) => deployment),
    bad,
    known: oldestFirst,
    releases,
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

function isSame({ payload }: RecordedDeployment, other: RecordedDeployment | null): boolean {
  return payload.digest === other?.payload.digest;
}

function releasesIn(
  oldestFirst: readonly RecordedDeployment[],
  bad: readonly RecordedDeployment[],
): readonly RecordedRelease[] {
  const releases = servedReleases(oldestFirst.filter(everServed));
  for (const deployment of bad) {
    const order = releases.get(deployment.payload.digest)?.order ?? 0;
    releases.set(deployment.payload.digest, { deployment, order, mark: 'bad' });
  }
  return [...releases.values()].toSorted((a, b) => b.order - a.order);
}

function servedReleases(oldestFirst: readonly RecordedDeployment[]): Map<string, RecordedRelease> {
  const releases = new Map<string, RecordedRelease>();
  let [serving, newest] = [undefined as RecordedRelease | undefined, 0];
  for (const deployment of oldestFirst) {
    const { digest } = deployment.payload;
    const isOther = serving === undefined || !isSame(deployment, serving.deployment);
    if (isOther && deployment.task === 'rollback' && serving !== undefined)
      releases.set(serving.deployment.payload.digest, { ...serving, mark: 'withdrawn' });
    const isNewer = isOther && deployment.task === 'deploy';
    if (isNewer) newest += 1;
    const order = isNewer ? newest : (releases.get(digest)?.order ?? 0);
    serving = { deployment, order, mark: 'good' };
    releases.set(digest, serving);
  }
  return releases;
}
