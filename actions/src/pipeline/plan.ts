import { createHash, randomBytes } from 'node:crypto';
import type { StoredArtifact } from '../artifact/store.ts';
import { configurationHash, type Configuration } from '../configuration/environment-file.ts';
import { fingerprints } from '../configuration/fingerprints.ts';
import type { Manifest, MigrationClass } from '../artifact/manifest.ts';
import type { LiveSchema } from '../database/migrations/schema.ts';
import { takesAway } from '../database/contract-problem.ts';
import { canRunOn } from '../database/schema-range.ts';
import type { Observation } from '../host-program/protocol.ts';
import type { Served } from '../ledger/events.ts';
import { revertTargetOf } from '../ledger/state.ts';
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
  readonly migrations: readonly PlannedMigration[];
  /** The good releases here, and what keeps each from being gone back to afterwards, if anything does. */
  readonly revertible: readonly { readonly release: string; readonly why: string | null }[];
  readonly configHash: string;
  readonly configuration: {
    readonly added: string[];
    readonly removed: string[];
    readonly changed: string[];
  };
  readonly hash: string;
}

interface PlannedMigration {
  readonly name: string;
  readonly class: MigrationClass;
  /** What it takes away, and what is saved of it before. */
  readonly takesAway: readonly string[];
  /** What no restore brings back. */
  readonly unsaved: readonly string[];
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
    // The same choice as the host makes when it takes the lock; the host compares.
    revertTarget: revertTargetOf(observation, candidate) ?? null,
    migrations: pendingMigrations(artifact, observation),
    revertible: revertibleAfter(artifact, observation),
    configHash: candidate.configHash,
  };
  const configurationChanges = changedNames(observation.configuration, fingerprints(configuration, salt));
  const lasting = project.isFresh ? await withoutPlace(project, wish, unhashed) : unhashed;
  return {
    ...unhashed,
    configuration: configurationChanges,
    hash: hashOf({ ...lasting, policy: project.policyHash }),
  };
}

/**
 * What a host made for the job says of itself is another in each job: its place, and its own database's address, which is
 * in every configuration's hash. The plan that was agreed to in one job must be the plan of the next.
 */
async function withoutPlace(
  project: Project,
  { environment, configuration }: { environment: Environment; configuration: Configuration },
  unhashed: Pick<Plan, 'current' | 'revertTarget' | 'configHash'>,
): Promise<object> {
  const others = Object.fromEntries(
    Object.entries(configuration).filter(([name]) => name !== 'DATABASE_URL'),
  );
  const isOwn = 'DATABASE_URL' in (await project.secretsOf(environment.name));
  return {
    ...unhashed,
    host: 'runner',
    url: 'runner',
    current: unhashed.current?.release ?? null,
    revertTarget: unhashed.revertTarget?.release ?? null,
    configHash: configurationHash(isOwn ? configuration : others),
  };
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

function pendingMigrations({ manifest }: StoredArtifact, { schema }: Observation): PlannedMigration[] {
  return pending(manifest, schema).map(({ name, class: migrationClass, drops = [], unsaved = [] }) => ({
    name,
    class: migrationClass,
    takesAway: drops.map((drop) => `${drop.kind} of ${drop.table}`),
    unsaved,
  }));
}

/** As the host will judge it once the migrations have run. */
function revertibleAfter(
  { manifest, release }: StoredArtifact,
  observation: Observation,
): Plan['revertible'] {
  const schema = schemaAfter(pending(manifest, observation.schema), observation.schema);
  return observation.releases
    .filter(({ mark, served }) => mark === 'good' && served.release.digest !== release.digest)
    .map(({ served, schema: range }) => ({ release: served.release.id, why: obstacle(range, schema) }));
}

function obstacle(range: Manifest['schema'] | null, schema: LiveSchema): string | null {
  if (range === null) return 'is no longer on the host';
  const compatibility = canRunOn(range, schema);
  return compatibility.ok ? null : compatibility.why;
}

function schemaAfter(migrations: Manifest['migrations'], before: LiveSchema | null): LiveSchema {
  const contracts = migrations.filter(takesAway).map(({ name }) => name.replace(/\.sql$/, ''));
  return {
    version: Math.max(before?.version ?? 0, ...migrations.map(numberOf)),
    floor: Math.max(before?.floor ?? 0, ...contracts.map((name) => numberOf({ name }))),
    contracts: [...(before?.contracts ?? []), ...contracts],
  };
}

function pending({ migrations }: Manifest, schema: LiveSchema | null): Manifest['migrations'] {
  return migrations.filter((migration) => numberOf(migration) > (schema?.version ?? 0));
}

function numberOf({ name }: { name: string }): number {
  return Number(name.slice(0, 4));
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
