import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { query as queryIn } from '../support/database.ts';
import { expectServing, remediesOf } from '../support/serves.ts';
import { underTraffic } from '../support/under-traffic.ts';
import { ADD, buildWithMigrations, DROP, DROPS_MOOD } from '../support/with-migrations.ts';
import {
  environmentNamed,
  ONE_WORKER,
  openWorkbench,
  policyWith,
  QUICK_WATCH,
  type Outcome,
  type Workbench,
} from '../support/workbench.ts';

/** A column is added, no longer read, taken away and put back; at each point only what can serve may be gone back to. */
const FINE = { defect: 'slow-route', ms: 300 };

let bench: Workbench;
let reads: PackagedArtifact;
let bears: PackagedArtifact;
let drops: PackagedArtifact;

beforeAll(async () => {
  bench = await openWorkbench(
    policyWith([environmentNamed('prod', { watch: QUICK_WATCH, ...ONE_WORKER })], { drain: '200ms' }),
  );
  reads = await buildWithMigrations(bench, { defect: FINE, migrations: ADD });
  bears = await buildWithMigrations(bench, { defect: FINE, migrations: ADD, tolerates: [DROPS_MOOD] });
  drops = await buildWithMigrations(bench, { defect: FINE, migrations: DROP });
  expect((await deploy(reads)).exitCode).toBe(0);
  await query("INSERT INTO feedback (rating, mood) VALUES (5, 'glad'), (1, 'sad')");
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

function deploy({ digest }: PackagedArtifact): Promise<Outcome> {
  return bench.run(['deploy', 'prod', '--artifact', digest]);
}

function rollBackTo({ release }: PackagedArtifact): Promise<Outcome> {
  return bench.run(['rollback', 'prod', '--to', release.id]);
}

function query(sql: string): Promise<object[]> {
  return queryIn(bench, 'prod', sql);
}

describe('a migration that takes something away', () => {
  it('waits until what serves bears it', async () => {
    const early = await underTraffic(bench, () => deploy(drops));
    expect(early).toMatchObject({
      exitCode: 3,
      json: { outcome: 'refused', reasonCode: 'contract-too-early' },
    });
    expect(remediesOf(early)).not.toEqual([]);
    expect(await query('SELECT mood FROM feedback WHERE mood IS NOT NULL ORDER BY 1')).toHaveLength(2);
    await expectServing(bench, 'prod', reads);
  }, 60_000);

  it('is planned with what is saved, and with what can’t be gone back to afterwards', async () => {
    expect((await deploy(bears)).exitCode).toBe(0);
    const { json, text } = await bench.run(['plan', 'prod', '--artifact', drops.digest]);
    expect(json).toMatchObject({
      migrations: [{ name: DROPS_MOOD, class: 'irreversible', takesAway: ['columns of public.feedback'] }],
      revertTarget: { release: bears.release },
    });
    expect(new Set(json['revertible'] as object[])).toEqual(
      new Set([
        { release: reads.release.id, why: 'migration 0003_drop-mood took away what it reads' },
        { release: bears.release.id, why: null },
      ]),
    );
    expect(text).toContain(`not ${reads.release.id}`);
  }, 60_000);

  it('leaves the way back open to the release that bears it, when the one that brings it fails', async () => {
    const broken = await buildWithMigrations(bench, {
      defect: { defect: 'wrong-release-id' },
      migrations: DROP,
    });
    const outcome = await underTraffic(bench, () => deploy(broken));
    expect(outcome).toMatchObject({ exitCode: 4, json: { outcome: 'reverted', release: bears.release } });
    await expectServing(bench, 'prod', bears);
  }, 60_000);

  it('keeps what can no longer serve from being gone back to', async () => {
    expect((await deploy(drops)).exitCode).toBe(0);
    const refused = await underTraffic(bench, () => rollBackTo(reads));
    expect(refused).toMatchObject({ exitCode: 3, json: { outcome: 'refused', reasonCode: 'revert-floor' } });
    expect(remediesOf(refused).join()).toContain('npm run restore');
    await expectServing(bench, 'prod', drops);
  }, 60_000);

  it('keeps what can no longer serve from being deployed as any other', async () => {
    const refused = await underTraffic(bench, () => deploy(reads));
    expect(refused).toMatchObject({ exitCode: 3, json: { outcome: 'refused', reasonCode: 'revert-floor' } });
    expect(remediesOf(refused).join()).toContain('npm run restore');
    await expectServing(bench, 'prod', drops);
  }, 60_000);

  it('is taken back with all that was in it, and what reads it can serve again', async () => {
    const listed = await bench.run(['restore', 'prod']);
    expect(listed.json).toMatchObject({
      saved: [{ migration: '0003_drop-mood', parts: ['columns of public.feedback'] }],
    });
    expect((await bench.run(['restore', 'prod', DROPS_MOOD])).json).toMatchObject({ reasonCode: 'usage' });
    const restored = await underTraffic(bench, () =>
      bench.run(['restore', 'prod', DROPS_MOOD, '--reason', 'needed']),
    );
    expect(restored).toMatchObject({ exitCode: 0, json: { migration: '0003_drop-mood' } });
    expect(await query('SELECT mood FROM feedback WHERE mood IS NOT NULL ORDER BY 1')).toEqual([
      { mood: 'glad' },
      { mood: 'sad' },
    ]);
    expect(await rollBackTo(reads)).toMatchObject({ exitCode: 0, json: { reasonCode: 'rolled-back' } });
    await expectServing(bench, 'prod', reads);
    expect(JSON.stringify((await bench.run(['ledger', 'prod'])).json)).toContain('migration-restored');
  }, 60_000);
});
