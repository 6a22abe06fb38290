import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { withConfiguration } from '../support/arrange.ts';
import {
  cutPowerOf,
  postmasterOf,
  query,
  sessionOn,
  untilMigrationWaits,
  wayToDatabase,
} from '../support/database.ts';
import { factsOf } from '../support/environment-facts.ts';
import { startUntilStep } from '../support/interrupt.ts';
import { expectServing, remediesOf } from '../support/serves.ts';
import type { Failure } from '../support/strict-client.ts';
import { underTraffic } from '../support/under-traffic.ts';
import { ADD, buildWithMigrations, DROP } from '../support/with-migrations.ts';
import {
  environmentNamed,
  ONE_WORKER,
  openWorkbench,
  policyWith,
  QUICK_WATCH,
  type Outcome,
  type Workbench,
} from '../support/workbench.ts';

/** The database goes, or does not give what is asked of it, at the worst moments of a deployment. */
const FINE = { defect: 'slow-route', ms: 300 };
const HAS_MOOD = `SELECT 1 FROM information_schema.columns WHERE table_name = 'feedback' AND column_name = 'mood'`;

let bench: Workbench;
let live: PackagedArtifact;
let next: PackagedArtifact;
let adds: PackagedArtifact;
let drops: PackagedArtifact;

beforeAll(async () => {
  const watch = { ...QUICK_WATCH, window: '3s', every: '200ms' };
  bench = await openWorkbench(
    policyWith([environmentNamed('prod', { watch, ...ONE_WORKER })], { drain: '200ms', readyWithin: '8s' }),
  );
  live = await bench.build(FINE);
  next = await bench.build({ ...FINE, nonce: 2 });
  adds = await buildWithMigrations(bench, { defect: FINE, migrations: ADD });
  drops = await buildWithMigrations(bench, { defect: FINE, migrations: DROP });
  expect((await deploy(live)).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

describe('the database, killed (writes alone fail while it is down)', () => {
  it.each(['staged', 'proven'] as const)(
    'before the switch, in the step %s, leaves what serves as it is',
    async (step) => {
      const outcome = await underTraffic(bench, () => killDatabaseIn(step), isWrite);
      expect(outcome.json['outcome']).toBe(step === 'staged' ? 'refused' : 'frozen');
      expect(outcome.json['reasonCode']).toBe(step === 'staged' ? 'database-unreachable' : 'both-failing');
      expect(remediesOf(outcome)).not.toEqual([]);
      await isBackWith(live);
      await deploysAgain(next);
    },
    120_000,
  );

  it.each(['switched', 'watched'] as const)(
    'in the step %s, fails both releases, so that nothing is touched',
    async (step) => {
      const outcome = await underTraffic(bench, () => killDatabaseIn(step), isWrite);
      expect(outcome).toMatchObject({
        exitCode: 5,
        json: { outcome: 'frozen', reasonCode: 'both-failing', release: next.release },
      });
      await isBackWith(next);
      await deploysAgain(next);
    },
    120_000,
  );

  it('in a migration, leaves nothing of it', async () => {
    const refused = await underTraffic(
      bench,
      async () => {
        const holder = await holdFeedback();
        const ended = deploy(adds);
        await untilMigrationWaits(bench, 'prod');
        await cutPowerOf(bench);
        await holder.end().catch(() => undefined);
        const outcome = await ended;
        expect((await bench.run(['resume'])).exitCode).toBe(0);
        return outcome;
      },
      isWrite,
    );
    expect(refused).toMatchObject({
      exitCode: 3,
      json: { outcome: 'refused', reasonCode: 'database-unreachable', release: live.release },
    });
    await isBackWith(live);
    expect(await query(bench, 'prod', HAS_MOOD)).toEqual([]);
  }, 120_000);
});

describe('a migration that waits for a lock', () => {
  it('is given up within its limit, users notice nothing, and when the lock is free the same again deploys', async () => {
    const refused = await underTraffic(bench, async () => {
      const holder = await holdFeedback();
      try {
        return await deploy(adds);
      } finally {
        await holder.end();
      }
    });
    expect(refused).toMatchObject({
      exitCode: 3,
      json: { outcome: 'refused', reasonCode: 'migration-locked', release: live.release },
    });
    expect(remediesOf(refused).join()).toContain('pg_locks');
    expect(await query(bench, 'prod', HAS_MOOD)).toEqual([]);
    await expectServing(bench, 'prod', live);
    await deploysAgain(adds);
    expect(await query(bench, 'prod', HAS_MOOD)).toHaveLength(1);
  }, 120_000);
});

describe('a database that can’t be asked', () => {
  it('whether a migration comes too early, for a moment, is no yes', async () => {
    const way = await wayToDatabase(bench, 'prod', (line) => /"step-started".*"staged"/.test(line));
    const undo = await withConfiguration(bench, 'prod', [`DATABASE_URL='${way.url}'`]);
    try {
      const refused = await underTraffic(bench, () => deploy(drops));
      expect(refused).toMatchObject({
        exitCode: 3,
        json: { outcome: 'refused', reasonCode: 'database-unreachable', release: live.release },
      });
      expect(await query(bench, 'prod', HAS_MOOD)).toHaveLength(1);
    } finally {
      await undo();
      await way.close();
    }
    await expectServing(bench, 'prod', live);
    const early = await underTraffic(bench, () => deploy(drops));
    expect(early).toMatchObject({ json: { outcome: 'refused', reasonCode: 'contract-too-early' } });
  }, 120_000);
});

async function killDatabaseIn(step: 'staged' | 'proven' | 'switched' | 'watched'): Promise<Outcome> {
  const postmaster = await postmasterOf(bench);
  const { ended } = await startUntilStep(bench, 'prod', { args: deployment(next), step });
  process.kill(postmaster, 'SIGKILL');
  const outcome = await ended;
  expect((await bench.run(['resume'])).exitCode).toBe(0);
  return outcome;
}

/** The database was started again by the command before: the release serves whole, and none is blamed. */
async function isBackWith(release: PackagedArtifact): Promise<void> {
  await expectServing(bench, 'prod', release);
  expect((await factsOf(bench, 'prod')).bad).toEqual([]);
}

async function deploysAgain(artifact: PackagedArtifact): Promise<void> {
  await underTraffic(bench, async () => {
    expect(await deploy(artifact)).toMatchObject({ exitCode: 0, json: { release: artifact.release } });
  });
  if (artifact === next) [live, next] = [next, live];
  else live = artifact;
  await expectServing(bench, 'prod', live);
}

/** A transaction that read the table, and goes on: whoever reads or writes is let through, a change of it is not. */
async function holdFeedback(): ReturnType<typeof sessionOn> {
  const client = await sessionOn(bench, 'prod');
  await client.query('BEGIN');
  await client.query('SELECT count(*) FROM feedback');
  return client;
}

function isWrite({ name }: Failure): boolean {
  return name === 'write';
}

function deploy(artifact: PackagedArtifact): Promise<Outcome> {
  return bench.run(deployment(artifact));
}

function deployment({ digest }: PackagedArtifact): string[] {
  return ['deploy', 'prod', '--artifact', digest];
}
