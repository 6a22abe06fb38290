import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Manifest, MigrationClass } from '../artifact/manifest.ts';
import { manifestSchema } from '../artifact/manifest.ts';
import type { StoredArtifact } from '../artifact/store.ts';
import { sampleManifest } from '../artifact/testing/sample-artifact.ts';
import { configurationHash, type Configuration } from '../configuration/environment-file.ts';
import { fingerprints } from '../configuration/fingerprints.ts';
import type { LiveSchema } from '../database/migrations/schema.ts';
import type { Observation } from '../host-program/protocol.ts';
import type { Served } from '../ledger/events.ts';
import { releaseOf, type Digest } from '../release/release.ts';
import { planText } from '../terminal/plan.ts';
import { sampleProject } from './testing/sample-project.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { makePlan, type Plan } from './plan.ts';
import type { Environment, Project } from './project.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const secret = randomBytes(16).toString('hex');
const configuration = { TOKEN: secret, LEVEL: 'info', DATABASE_URL: `postgresql://u:${secret}@h/d` };

interface World {
  readonly live?: Served | null;
  readonly previous?: Served | null;
  readonly mark?: string | null;
  readonly schema?: LiveSchema | null;
  readonly range?: Manifest['schema'] | null;
  readonly liveConfiguration?: Configuration;
}

/** Whose hosts are made anew by each job, and whose environment has these values of its own. */
function freshProject(own: Configuration): Project {
  return { ...project, isFresh: true, secretsOf: () => Promise.resolve(own) };
}

function schemaAt(version: number): LiveSchema {
  return { version, floor: 0, contracts: [] };
}

let project: Project;
let environment: Environment;

beforeAll(async () => {
  project = await sampleProject(await temporaryFolder());
  const [first] = project.environments;
  if (first === undefined) throw new Error('expected an environment');
  environment = first;
});

function artifactOf(letter: string, classes: readonly MigrationClass[] = []): StoredArtifact {
  const migrations = classes.map((migrationClass, index) => ({
    name: `000${index + 1}_do.sql`,
    class: migrationClass,
    sha256: '0'.repeat(64) as Digest,
  }));
  const manifest = { ...manifestSchema.parse(sampleManifest()), migrations };
  const release = releaseOf({
    version: '1.0.0',
    commit: 'a'.repeat(40),
    digest: letter.repeat(64) as Digest,
  });
  return { digest: release.digest, path: '/nowhere', release, manifest };
}

function served(letter: string, values: Configuration = configuration): Served {
  return { release: artifactOf(letter).release, configHash: configurationHash(values) };
}

/** The plan on a host that observes `world`; `wish` is what is asked for. */
async function planOn(
  world: World,
  wish: { artifact?: StoredArtifact; configuration?: Configuration; in?: Project } = {},
): Promise<Plan> {
  const {
    live = null,
    previous = null,
    mark = 'good',
    schema = schemaAt(0),
    range = { min: 0, max: 3 },
  } = world;
  const host = {
    ...environment.host,
    observe({ salt }: { salt: string }): Promise<Observation> {
      return Promise.resolve({
        live,
        since: null,
        previous,
        releases: [
          ...(previous === null ? [] : [{ served: previous, mark: 'good', schema: range, order: 1 }]),
          ...(live === null ? [] : [{ served: live, mark, schema: range, order: 2 }]),
        ],
        lastDeployment: null,
        requests: [],
        isHealthy: true,
        isFrontServing: true,
        configuration: fingerprints(world.liveConfiguration ?? {}, salt),
        schema,
      });
    },
  };
  return makePlan(wish.in ?? project, {
    environment: { ...environment, host },
    artifact: wish.artifact ?? artifactOf('b'),
    configuration: wish.configuration ?? configuration,
  });
}

describe('a plan', () => {
  it('has one hash for as long as it would do the same', async () => {
    const world = { live: served('a'), liveConfiguration: configuration };
    expect((await planOn(world)).hash).toBe((await planOn(world)).hash);
  });

  it('has another hash when what would be done is another', async () => {
    const world: World = { live: served('a'), previous: served('9'), liveConfiguration: configuration };
    const plans = await Promise.all([
      planOn(world),
      planOn(world, { artifact: artifactOf('c') }),
      planOn(world, { configuration: { ...configuration, LEVEL: 'debug' } }),
      planOn(world, { artifact: artifactOf('b', ['expand']) }),
      planOn(world, { artifact: artifactOf('b', ['contract']) }),
      planOn({ ...world, live: served('d') }),
      planOn({ ...world, live: null }),
      planOn({ ...world, mark: 'bad' }),
      planOn(world, { in: { ...project, policyHash: 'another' } }),
    ]);
    expect(new Set(plans.map(({ hash }) => hash)).size).toBe(plans.length);
  });

  it('has one hash on hosts that are made for each job, whatever their own databases are called', async () => {
    const [fresh, own] = [freshProject({}), freshProject({ DATABASE_URL: 'postgresql://own' })];
    async function hashIn(where: Project, address: string, level = 'info'): Promise<string> {
      const values = { ...configuration, LEVEL: level, DATABASE_URL: address };
      return (await planOn({ live: served('a', values) }, { in: where, configuration: values })).hash;
    }
    const hash = await hashIn(fresh, 'postgresql://u:1@127.0.0.1:1/d');
    expect(await hashIn(fresh, 'postgresql://u:2@127.0.0.1:2/d')).toBe(hash);
    expect(await hashIn(fresh, 'postgresql://u:1@127.0.0.1:1/d', 'debug')).not.toBe(hash);
    expect(await hashIn(own, 'postgresql://one')).not.toBe(await hashIn(own, 'postgresql://two'));
    expect(await hashIn(project, 'postgresql://one')).not.toBe(await hashIn(project, 'postgresql://two'));
  });

  it('reverts to the live release when it is good, and else to the good one before', async () => {
    const world = { live: served('a'), previous: served('9') };
    expect((await planOn(world)).revertTarget).toEqual(served('a'));
    expect((await planOn({ ...world, mark: 'bad' })).revertTarget).toEqual(served('9'));
    expect((await planOn({ ...world, mark: null, previous: null })).revertTarget).toBeNull();
  });

  it('is unchanged only where just this release is live and good with just this configuration', async () => {
    expect((await planOn({ live: served('b') })).isUnchanged).toBe(true);
    expect((await planOn({ live: served('a') })).isUnchanged).toBe(false);
    expect((await planOn({ live: served('b'), mark: 'bad' })).isUnchanged).toBe(false);
    expect((await planOn({ live: served('b', { LEVEL: 'debug' }) })).isUnchanged).toBe(false);
    expect((await planOn({})).isUnchanged).toBe(false);
  });

  it('lists the migrations that the database lacks, and all where that is unknown', async () => {
    const artifact = artifactOf('b', ['expand', 'backfill', 'contract']);
    const names = async (schema: LiveSchema | null) =>
      (await planOn({ schema }, { artifact })).migrations.map(({ name }) => name);
    expect(await names(schemaAt(0))).toHaveLength(3);
    expect(await names(schemaAt(2))).toEqual(['0003_do.sql']);
    expect(await names(schemaAt(3))).toEqual([]);
    expect(await names(null)).toHaveLength(3);
  });

  it.each<[string, World, MigrationClass[], string | null]>([
    ['may be gone back to after what only adds', {}, ['expand', 'expand', 'expand', 'expand'], null],
    ['may be gone back to after a contract that it bears', {}, ['expand', 'expand', 'contract'], null],
    [
      'can’t be gone back to after a contract that it does not bear',
      { range: { min: 0, max: 2 } },
      ['expand', 'expand', 'contract'],
      'migration 0003_do took away what it reads',
    ],
    ['can’t be gone back to when it is gone', { range: null }, [], 'is no longer on the host'],
    [
      'can’t be gone back to where it needs more',
      { range: { min: 2, max: 3 } },
      ['expand'],
      'needs schema 2, the database has 1',
    ],
  ])('tells that a good release %s', async (_what, world, classes, why) => {
    const plan = await planOn({ live: served('a'), ...world }, { artifact: artifactOf('b', classes) });
    expect(plan.revertible).toEqual([{ release: served('a').release.id, why }]);
    expect(planText(plan)).toContain(why === null ? 'then can go back to' : `not ${served('a').release.id}`);
  });

  it('names the variables that differ, and shows no value of any', async () => {
    const liveConfiguration = { TOKEN: 'another', LEVEL: 'info', OLD: 'departed' };
    const plan = await planOn({ live: served('a'), liveConfiguration });
    expect(plan.configuration).toEqual({ added: ['DATABASE_URL'], removed: ['OLD'], changed: ['TOKEN'] });
    for (const text of [JSON.stringify(plan), planText(plan)]) {
      expect(text).toContain('TOKEN');
      for (const value of [secret, 'another', 'info', 'departed']) expect(text).not.toContain(value);
    }
  });
});
