import type { Release } from '../release/release.ts';
import type { DeploymentEnded, DeploymentStarted, Mark, Served, StepName } from './events.ts';
import type { LedgerEntry } from './journal.ts';

export interface KnownRelease {
  readonly served: Served;
  readonly mark: Mark | undefined;
  /**
   * Grows each time the release is deployed and serves: the larger, the newer. 0 when it never did. A rollback does
   * not make a release newer.
   */
  readonly order: number;
}

export interface DeploymentRecord {
  readonly started: DeploymentStarted;
  readonly startedAt: string;
  readonly stepsStarted: readonly StepName[];
  readonly stepsFinished: readonly StepName[];
  /** Why the revert target can't run on the schema since the migrations, if it can't. */
  readonly targetOutgrown: string | undefined;
  readonly ended: DeploymentEnded | undefined;
  readonly endedAt: string | undefined;
}

/** What an environment's ledger adds up to. */
export interface EnvironmentState {
  readonly live: Served | undefined;
  /** When `live` began to serve, ISO 8601. */
  readonly since: string | undefined;
  readonly releases: readonly KnownRelease[];
  readonly deployments: readonly DeploymentRecord[];
  /** The deployment that began and never ended: its program died. */
  readonly unfinished: DeploymentRecord | undefined;
  readonly lastToken: number;
}

export function environmentState(entries: readonly LedgerEntry[]): EnvironmentState {
  const fold = new Fold();
  for (const entry of entries) fold.take(entry);
  return fold.state();
}

export function findKnown(
  state: EnvironmentState,
  release: Pick<Release, 'digest'>,
): KnownRelease | undefined {
  return state.releases.find(({ served }) => served.release.digest === release.digest);
}

/**
 * Where a rollback goes by itself, and what an automatic revert may go to: the newest good release that served
 * before the live one. A withdrawn one is never chosen, so that going back twice never toggles.
 */
export function newestGoodBefore(
  state: EnvironmentState,
  live: Served | undefined,
): KnownRelease | undefined {
  const liveOrder = live === undefined ? Infinity : (findKnown(state, live.release)?.order ?? Infinity);
  return state.releases
    .filter(({ mark, order }) => mark === 'good' && order > 0 && order < liveOrder)
    .sort((a, b) => b.order - a.order)[0];
}

/** What is known of an environment's releases, by whoever tells it. */
interface Candidates {
  readonly live: Served | null | undefined;
  readonly releases: readonly {
    readonly served: Served;
    readonly mark: string | null | undefined;
    readonly order: number;
  }[];
}

/**
 * What an automatic revert of the candidate may go to: what serves now, if it is good, else the newest good one that
 * served before it. Never the candidate itself, which is stopped when it fails.
 */
export function revertTargetOf({ live, releases }: Candidates, candidate: Served): Served | undefined {
  if (live === null || live === undefined) return undefined;
  const known = releases.find(({ served }) => served.release.digest === live.release.digest);
  if (!isSame(live, candidate) && known?.mark === 'good') return live;
  return releases
    .filter(({ mark, order }) => mark === 'good' && order > 0 && order < (known?.order ?? Infinity))
    .filter(({ served }) => served.release.digest !== candidate.release.digest)
    .sort((a, b) => b.order - a.order)[0]?.served;
}

class Fold {
  readonly #releases = new Map<string, KnownRelease>();
  readonly #deployments = new Map<string, DeploymentRecord>();
  #live: Served | undefined;
  #since: string | undefined;
  #lastToken = 0;
  #order = 0;

  take({ event, at }: LedgerEntry): void {
    if (event.type === 'deployment-started') this.#begin(event, at);
    else if (event.type === 'deployment-ended') this.#end(event, at);
    else if (event.type === 'mark-cleared') this.#mark(event.digest, undefined);
    else if (event.type === 'step-started') {
      this.#update(event.deployment, (record) => ({
        ...record,
        stepsStarted: [...record.stepsStarted, event.step],
      }));
    } else if (event.type === 'step-finished') {
      this.#update(event.deployment, (record) => ({
        ...record,
        stepsFinished: [...record.stepsFinished, event.step],
        targetOutgrown: event.targetOutgrown ?? record.targetOutgrown,
      }));
    }
  }

  state(): EnvironmentState {
    const deployments = [...this.#deployments.values()];
    return {
      live: this.#live,
      since: this.#since,
      releases: [...this.#releases.values()],
      deployments,
      unfinished: deployments.find(({ ended }) => ended === undefined),
      lastToken: this.#lastToken,
    };
  }

  #begin(started: DeploymentStarted, startedAt: string): void {
    this.#lastToken = Math.max(this.#lastToken, started.token);
    this.#deployments.set(started.deployment, {
      started,
      startedAt,
      stepsStarted: [],
      stepsFinished: [],
      targetOutgrown: undefined,
      ended: undefined,
      endedAt: undefined,
    });
    const { digest } = started.candidate.release;
    if (!this.#releases.has(digest)) {
      this.#releases.set(digest, { served: started.candidate, mark: undefined, order: 0 });
    }
  }

  #end(ended: DeploymentEnded, endedAt: string): void {
    this.#update(ended.deployment, (record) => ({ ...record, ended, endedAt }));
    if (ended.live !== null && !isSame(ended.live, this.#live)) this.#serve(ended, ended.live, endedAt);
    this.#live = ended.live ?? undefined;
    for (const { digest, mark } of ended.marks) this.#mark(digest, mark);
  }

  #mark(digest: string, mark: Mark | undefined): void {
    const known = this.#releases.get(digest);
    if (known !== undefined) this.#releases.set(digest, { ...known, mark });
  }

  #serve(ended: DeploymentEnded, live: Served, at: string): void {
    this.#since = at;
    const known = this.#releases.get(live.release.digest);
    const isRollback = this.#deployments.get(ended.deployment)?.started.kind === 'rollback';
    if (!isRollback) this.#order += 1;
    const order = isRollback ? (known?.order ?? 0) : this.#order;
    this.#releases.set(live.release.digest, { mark: known?.mark, served: live, order });
  }

  #update(deployment: string, change: (record: DeploymentRecord) => DeploymentRecord): void {
    const record = this.#deployments.get(deployment);
    if (record !== undefined) this.#deployments.set(deployment, change(record));
  }
}

function isSame(a: Served, b: Served | undefined): boolean {
  return a.release.digest === b?.release.digest && a.configHash === b.configHash;
}
