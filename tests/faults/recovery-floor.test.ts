import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { lastEnding, startUntilWatch } from '../support/interrupt.ts';
import { beginOutage, endOutage } from '../support/outage.ts';
import { expectServing } from '../support/serves.ts';
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

/** What served is not good, so that the way back leads to an older release; and a migration takes away what that reads. */
const defect = { defect: 'outage', ms: 300 };

let bench: Workbench;
let bears: PackagedArtifact;
let drops: PackagedArtifact;

beforeAll(async () => {
  const watch = { ...QUICK_WATCH, window: '2s' };
  bench = await openWorkbench(
    policyWith([environmentNamed('prod', { watch, ...ONE_WORKER })], { drain: '200ms', readyWithin: '8s' }),
  );
  const reads = await buildWithMigrations(bench, { defect, migrations: ADD });
  bears = await buildWithMigrations(bench, { defect, migrations: ADD, tolerates: [DROPS_MOOD] });
  drops = await buildWithMigrations(bench, { defect, migrations: DROP });
  expect((await deploy(reads)).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

it('a program that dies after such a migration is not gone back from to what the schema has outgrown', async () => {
  expect(await deployInAnOutage(bears)).toMatchObject({ exitCode: 5, json: { reasonCode: 'both-failing' } });
  await underTraffic(bench, async () => {
    const { host, ended } = await startUntilWatch(bench, 'prod', deployment(drops));
    process.kill(host, 'SIGKILL');
    expect(await ended).toMatchObject({ json: { reasonCode: 'host-lost' } });
    expect((await bench.run(['resume'])).exitCode).toBe(0);
    expect(await lastEnding(bench, 'prod')).toMatchObject({
      outcome: 'frozen',
      reasonCode: 'revert-floor',
      summary: expect.stringContaining('0003_drop-mood took away what it reads'),
      live: { release: drops.release },
      marks: [],
    });
    await expectServing(bench, 'prod', drops);
    expect(await deploy(drops)).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
  });
  await expectServing(bench, 'prod', drops);
}, 120_000);

async function deployInAnOutage(artifact: PackagedArtifact): Promise<Outcome> {
  const { ended } = await startUntilWatch(bench, 'prod', deployment(artifact));
  await beginOutage(bench, 'prod', { ready: 'fails', users: 'fail' });
  return ended.finally(() => endOutage(bench, 'prod'));
}

function deploy(artifact: PackagedArtifact): Promise<Outcome> {
  return bench.run(deployment(artifact));
}

function deployment({ digest }: PackagedArtifact): string[] {
  return ['deploy', 'prod', '--artifact', digest];
}
