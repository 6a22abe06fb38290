import { appendFile, chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { expectServing, remediesOf } from '../support/serves.ts';
import { underTraffic } from '../support/under-traffic.ts';
import {
  environmentNamed,
  ONE_WORKER,
  openWorkbench,
  policyWith,
  QUICK_WATCH,
  type Outcome,
  type Workbench,
} from '../support/workbench.ts';

/** What serves is no longer whole on the disk: it goes on serving, and it is no way back. Each row goes on from the last. */
let bench: Workbench;
let live: PackagedArtifact;
let next: PackagedArtifact;

beforeAll(async () => {
  bench = await openWorkbench(
    policyWith([environmentNamed('prod', { watch: QUICK_WATCH, ...ONE_WORKER })], {
      drain: '200ms',
      readyWithin: '8s',
    }),
  );
  live = await bench.build({ defect: 'slow-route', ms: 300 });
  next = await bench.build({ defect: 'slow-route', ms: 300, nonce: 2 });
  expect((await deploy(live)).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

function deploy({ digest }: PackagedArtifact, ...flags: string[]): Promise<Outcome> {
  return bench.run(['deploy', 'prod', '--artifact', digest, ...flags]);
}

function onHost(...path: string[]): string {
  return join(bench.home, 'hosts/prod', ...path);
}

async function changeFile(path: string): Promise<void> {
  await chmod(path, 0o644);
  await appendFile(path, '\n');
}

async function changeConfiguration(): Promise<void> {
  for (const name of await readdir(onHost('config'))) await appendFile(onHost('config', name), "ADDED='x'\n");
}

const DAMAGES: [string, () => Promise<void>][] = [
  ['a file of it was changed', () => changeFile(onHost('releases', live.release.id, 'server.mjs'))],
  ['its configuration was changed', changeConfiguration],
  ['it is gone', () => systemFiles.removeTree(onHost('releases', live.release.id))],
];

describe('the release to revert to', () => {
  it.each(DAMAGES)(
    'is refused as one when %s; who says so goes on without',
    async (_what, damage) => {
      await damage();
      await underTraffic(bench, async () => {
        for (let time = 0; time < 2; time += 1) {
          const refused = await deploy(next);
          expect(refused).toMatchObject({
            exitCode: 3,
            json: { outcome: 'refused', reasonCode: 'revert-target-broken', release: live.release },
          });
          expect(remediesOf(refused).join()).toContain('--forward-only');
        }
        expect(await deploy(next, '--forward-only')).toMatchObject({
          exitCode: 0,
          json: { outcome: 'deployed', release: next.release },
        });
      });
      [live, next] = [next, live];
      await expectServing(bench, 'prod', live);
    },
    120_000,
  );

  it('keeps nobody from rolling back when it is what is broken', async () => {
    expect((await deploy(next)).exitCode).toBe(0);
    await changeFile(onHost('releases', next.release.id, 'server.mjs'));
    const back = await underTraffic(bench, () => bench.run(['rollback', 'prod']));
    expect(back).toMatchObject({ exitCode: 0, json: { reasonCode: 'rolled-back', release: live.release } });
    await expectServing(bench, 'prod', live);
  }, 120_000);
});
