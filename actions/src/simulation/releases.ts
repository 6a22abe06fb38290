import { createHash } from 'node:crypto';
import type { Manifest } from '../artifact/manifest.ts';
import { configurationHash, type Configuration } from '../configuration/environment-file.ts';
import type { Served } from '../ledger/events.ts';
import { releaseOf, type Digest, type Release } from '../release/release.ts';
import type { ReleasePlan } from './schedule/schedule.ts';

/** A release of a schedule, with the artifact that it comes in. */
export interface SimulatedRelease {
  readonly plan: ReleasePlan;
  readonly release: Release;
  /** By path below the release's folder. */
  readonly files: ReadonlyMap<string, string>;
  readonly manifest: Manifest;
}

export const ENTRY = 'server.mjs';

/** What comes before the one that takes something away; a release that knows of it has them all. */
const EXPANDS = 2;
export const CONTRACT = '0003_drop.sql';

/** Which of two a command deploys with; the database is the same. */
export const CONFIGURATIONS: readonly Configuration[] = ['first', 'second'].map((name) => ({
  DATABASE_URL: 'postgres://database/app',
  NAME: name,
}));

const HASHES = CONFIGURATIONS.map((configuration) => configurationHash(configuration));

/** A schedule's releases; the n-th has the same name and digest in every schedule. */
export function simulatedRelease(plan: ReleasePlan, index: number): SimulatedRelease {
  const digest = sha256(`release ${index}`);
  const release = releaseOf({
    version: `1.${index}.0`,
    commit: String(index).repeat(40).slice(0, 40),
    digest,
  });
  const entry = `release ${digest}`;
  const migrations = migrationsOf(plan);
  const tolerates = plan.contract === 'tolerates' ? [CONTRACT] : [];
  const manifest: Manifest = {
    manifestVersion: 1,
    name: 'simulated',
    version: release.version,
    commit: release.commit,
    sourceHash: digest,
    nodeMajor: 24,
    platform: 'any',
    entry: ENTRY,
    checkConfig: ENTRY,
    sbom: ENTRY,
    schema: { min: 0, max: migrations.length + tolerates.length, tolerates },
    migrations: migrations.map(({ name, sql }) => ({
      name,
      class: name === CONTRACT ? 'irreversible' : 'expand',
      sha256: sha256(sql),
      drops: [],
      unsaved: [],
    })),
    contract: { variables: [] },
    files: [
      { path: ENTRY, bytes: entry.length, sha256: sha256(entry), executable: false },
      ...migrations.map(({ name, sql }) => ({
        path: `migrations/${name}`,
        bytes: sql.length,
        sha256: sha256(sql),
        executable: false,
      })),
    ],
  };
  const files = new Map([
    [ENTRY, entry],
    ['manifest.json', JSON.stringify(manifest)],
  ]);
  for (const { name, sql } of migrations) files.set(`migrations/${name}`, sql);
  return { plan, release, files, manifest };
}

export function servedBy({ release }: SimulatedRelease, configuration: number): Served {
  return { release, configHash: HASHES[configuration] ?? '' };
}

function migrationsOf({ contract, migrations }: ReleasePlan): { name: string; sql: string }[] {
  const count = contract === 'unaware' ? migrations : EXPANDS;
  const expands = Array.from({ length: count }, (_, at) => `${String(at + 1).padStart(4, '0')}_step.sql`);
  const names = contract === 'carries' ? [...expands, CONTRACT] : expands;
  return names.map((name) => ({ name, sql: `-- ${name}` }));
}

const KNOWN = new Map<string, Digest>();

function sha256(text: string): Digest {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(text).digest('hex') as Digest;
  KNOWN.set(text, digest);
  return digest;
}
