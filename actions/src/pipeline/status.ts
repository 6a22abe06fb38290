import type { Observation } from '../host-program/protocol.ts';
import type { Outcome } from '../ledger/events.ts';
import type { Release } from '../release/release.ts';
import type { Project } from './project.ts';

export interface EnvironmentStatus {
  readonly name: string;
  readonly url: string;
  readonly release: Release | null;
  /** Where a rollback would go. */
  readonly previousRelease: Release | null;
  readonly good: readonly Release[];
  readonly bad: readonly Release[];
  readonly withdrawn: readonly Release[];
  /** ISO 8601. */
  readonly since: string | null;
  readonly lastDeployment: {
    readonly id: string;
    readonly kind: 'deploy' | 'rollback';
    readonly release: Release;
    readonly startedAt: string;
    /** `null` while it is under way, or when its program died. */
    readonly outcome: Outcome | null;
    readonly reasonCode: string | null;
  } | null;
  readonly healthy: boolean;
}

export async function statusOf(project: Project): Promise<EnvironmentStatus[]> {
  return Promise.all(
    project.environments.map(async ({ name, url, host }) => ({
      name,
      url,
      ...summarize(await host.observe({ salt: '' })),
    })),
  );
}

function summarize(observation: Observation): Omit<EnvironmentStatus, 'name' | 'url'> {
  const { live, previous, since, lastDeployment: last } = observation;
  return {
    release: live?.release ?? null,
    previousRelease: previous?.release ?? null,
    good: marked(observation, 'good'),
    bad: marked(observation, 'bad'),
    withdrawn: marked(observation, 'withdrawn'),
    since,
    lastDeployment:
      last === null
        ? null
        : {
            id: last.started.deployment,
            kind: last.started.kind,
            release: last.started.candidate.release,
            startedAt: last.startedAt,
            outcome: last.ended?.outcome ?? null,
            reasonCode: last.ended?.reasonCode ?? null,
          },
    healthy: observation.isHealthy,
  };
}

function marked({ releases }: Observation, mark: string): Release[] {
  return releases.filter((release) => release.mark === mark).map(({ served }) => served.release);
}
