import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { startUntilStep } from '../support/interrupt.ts';
import { expectServing } from '../support/serves.ts';
import { underTraffic } from '../support/under-traffic.ts';
import {
  environmentNamed,
  ONE_WORKER,
  openWorkbench,
  policyWith,
  QUICK_WATCH,
  type Workbench,
} from '../support/workbench.ts';

/** Everything that runs is killed at once, as a reboot does; what is on the disk stays. */

let bench: Workbench;
let live: PackagedArtifact;
let next: PackagedArtifact;

beforeAll(async () => {
  bench = await openWorkbench(
    policyWith([environmentNamed('prod', { watch: QUICK_WATCH, ...ONE_WORKER })], { drain: '200ms' }),
  );
  live = await bench.build({ defect: 'slow-route', ms: 300 });
  next = await bench.build({ defect: 'slow-route', ms: 300, nonce: 2 });
  expect((await bench.run(deployment(live))).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

describe('after a reboot', () => {
  it('the recorded release serves again', async () => {
    await killEverything();
    expect(await bench.run(['resume'])).toMatchObject({
      exitCode: 0,
      json: { environments: [{ name: 'prod', release: live.release, isServing: true }] },
    });
    await underTraffic(bench, () => expectServing(bench, 'prod', live));
  }, 60_000);

  it.each(['preflight', 'staged', 'migrated', 'started', 'proven', 'switched', 'watched'] as const)(
    'in the step %s, the last confirmed release serves, and the same command again deploys',
    async (step) => {
      const { command, host, ended } = await startUntilStep(bench, 'prod', { args: deployment(next), step });
      process.kill(host, 'SIGKILL');
      process.kill(command, 'SIGKILL');
      await killEverything();
      await ended;
      expect((await bench.run(['resume'])).exitCode).toBe(0);
      await underTraffic(bench, async () => {
        await expectServing(bench, 'prod', live);
        const again = await bench.run(deployment(next));
        expect(again.json).toMatchObject({ outcome: 'deployed', release: next.release });
      });
      [live, next] = [next, live];
      await expectServing(bench, 'prod', live);
    },
    60_000,
  );

  it('without the link to what is live, or with one to nowhere, it is made anew', async () => {
    await killEverything();
    await unlink(join(bench.home, 'hosts/prod/run/current.sock'));
    expect((await bench.run(['resume'])).exitCode).toBe(0);
    await underTraffic(bench, () => expectServing(bench, 'prod', live));
  }, 60_000);
});

/** Keepers first, so that none starts its program again. */
async function killEverything(): Promise<void> {
  const run = join(bench.home, 'hosts/prod/run');
  const names = (await readdir(run)).filter((name) => name.endsWith('.state.json'));
  const states = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(run, name), 'utf8')) as Kept),
  );
  for (const { keeper } of states) kill(keeper.pid);
  for (const { child } of states) if (child !== undefined) kill(-child.pid);
}

interface Kept {
  readonly keeper: { readonly pid: number };
  readonly child?: { readonly pid: number };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}

function deployment({ digest }: PackagedArtifact): string[] {
  return ['deploy', 'prod', '--artifact', digest, '--yes'];
}
