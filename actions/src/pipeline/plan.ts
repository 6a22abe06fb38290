import { createHash, randomBytes } from 'node:crypto';
import type { StoredArtifact } from '../artifact/store.ts';
import { configurationHash, type Configuration } from '../configuration/environment-file.ts';
import { fingerprints } from '../configuration/fingerprints.ts';
import type { MigrationClass } from '../artifact/manifest.ts';
import type { Observation } from '../host-program/protocol.ts';
import type { Served } from '../ledger/events.ts';
import type { Release } from '../release/release.ts';
import type { Environment, Project } from './project.ts';

/** What a deployment would do. Two plans with one hash do the same. */
export interface Plan {
  readonly environment: string;
  readonly host: string;
  readonly url: string;
  readonly release: Release;
  readonly current: Served | null;
  /** The release is live and good with just this configuration: nothing will be done. */
  readonly isUnchanged: boolean;
  /** What an automatic revert would go to. */
  readonly revertTarget: Served | null;
  readonly migrations: readonly { readonly name: string; readonly class: MigrationClass }[];
  readonly configHash: string;
  readonly configuration: {
    readonly added: string[];
    readonly removed: string[];
    readonly changed: string[];
  };
  readonly hash: string;
}

export async function makePlan(
  project: Project,
  wish: { environment: Environment; artifact: StoredArtifact; configuration: Configuration },
): Promise<Plan> {
  const { environment, artifact, configuration } = wish;
  const salt = randomBytes(16).toString('hex');
  const url = configuration['DATABASE_URL'];
  const observation = await environment.host.observe({
    salt,
    ...(url === undefined ? {} : { databaseUrl: url }),
  });
  const candidate: Served = { release: artifact.release, configHash: configurationHash(configuration) };
  const unhashed = {
    environment: environment.name,
    host: environment.hostRoot,
    url: environment.url,
    release: artifact.release,
    current: observation.live,
    isUnchanged: isAlreadyGood(observation, candidate),
    revertTarget: revertTarget(observation, candidate),
    migrations: pendingMigrations(artifact, observation),
    configHash: candidate.configHash,
  };
  const configurationChanges = changedNames(observation.configuration, fingerprints(configuration, salt));
  return {
    ...unhashed,
    configuration: configurationChanges,
    hash: hashOf({ ...unhashed, policy: project.policyHash }),
  };
}

/** The same choice as the host makes when it takes the lock; the host's is the one that counts. */
function revertTarget({ live, previous, ...observation }: Observation, candidate: Served): Served | null {
  const isReplaced = live !== null && !isSame(live, candidate);
  return isReplaced && markOf(observation, live) === 'good' ? live : previous;
}

function isAlreadyGood({ live, ...observation }: Observation, candidate: Served): boolean {
  return live !== null && isSame(live, candidate) && markOf(observation, live) === 'good';
}

function markOf({ releases }: Pick<Observation, 'releases'>, { release }: Served): string | null {
  return releases.find(({ served }) => served.release.digest === release.digest)?.mark ?? null;
}

function isSame(a: Served, b: Served): boolean {
  return a.release.digest === b.release.digest && a.configHash === b.configHash;
}

function pendingMigrations({ manifest }: StoredArtifact, { schemaVersion }: Observation): Plan['migrations'] {
  return manifest.migrations
    .filter(({ name }) => Number(name.slice(0, 4)) > (schemaVersion ?? 0))
    .map(({ name, class: migrationClass }) => ({ name, class: migrationClass }));
}

function changedNames(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Plan['configuration'] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return {
    added: names.filter((name) => !(name in before)),
    removed: names.filter((name) => !(name in after)),
    changed: names.filter((name) => name in before && name in after && before[name] !== after[name]),
  };
}

function hashOf(plan: object): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16);
}
