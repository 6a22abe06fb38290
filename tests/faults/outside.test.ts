import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import { factsOf } from '../support/environment-facts.ts';
import { startUntilStep } from '../support/interrupt.ts';
import { askedInOutage, beginOutage, endOutage } from '../support/outage.ts';
import { expectServing, remediesOf } from '../support/serves.ts';
import type { Failure } from '../support/strict-client.ts';
import { underTraffic } from '../support/under-traffic.ts';
import {
  environmentNamed,
  openWorkbench,
  policyWith,
  QUICK_WATCH,
  type Outcome,
  type Workbench,
} from '../support/workbench.ts';

/** Something fails that every release needs: no release is blamed for it, and none is left for another that fails too. */
const FINE = { defect: 'outage', ms: 300 };

let bench: Workbench;
let live: PackagedArtifact;
let next: PackagedArtifact;

beforeAll(async () => {
  const watch = { ...QUICK_WATCH, window: '2s' };
  bench = await openWorkbench(
    policyWith([environmentNamed('prod', { watch })], { drain: '200ms', readyWithin: '8s' }),
  );
  live = await bench.build(FINE);
  next = await bench.build({ ...FINE, nonce: 2 });
  expect((await deploy(live)).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

// In this order: whoever failed users in an earlier outage would count as failing before.
describe('a fault from outside', () => {
  it('that is over before the one before is given up reverts (users fail meanwhile) and blames nobody', async () => {
    const reverted = await underTraffic(
      bench,
      async () => {
        const { ended } = await startUntilStep(bench, 'prod', { args: deployment(next), step: 'watched' });
        await beginOutage(bench, 'prod', { ready: 'fails', users: 'fail' });
        await waitUntil(
          async () => (await askedInOutage(bench, 'prod')).includes(live.release.id),
          'the release before was asked',
        );
        await endOutage(bench, 'prod');
        return ended;
      },
      failsInOutage,
    );
    expect(reverted).toMatchObject({ exitCode: 4, json: { outcome: 'reverted', release: live.release } });
    expect(remediesOf(reverted)).toContain('Run the same command again.');
    expect((await factsOf(bench, 'prod')).bad).toEqual([]);
    await expectServing(bench, 'prod', live);
    await deploysAgain();
  }, 60_000);

  it('of both releases in the watch freezes (users fail while it lasts), and the same again deploys', async () => {
    const frozen = await underTraffic(
      bench,
      async () => {
        const { ended } = await startUntilStep(bench, 'prod', { args: deployment(next), step: 'watched' });
        await beginOutage(bench, 'prod', { ready: 'fails', users: 'fail' });
        return ended.finally(() => endOutage(bench, 'prod'));
      },
      failsInOutage,
    );
    expect(frozen).toMatchObject({
      exitCode: 5,
      json: { outcome: 'frozen', reasonCode: 'both-failing', release: next.release },
    });
    expect(remediesOf(frozen)).not.toEqual([]);
    await deploysAgain();
  }, 60_000);

  it('while the new release is proven freezes, blames nobody, and no request fails', async () => {
    const wanting = await bench.build({ defect: 'one-worker-fails' });
    const frozen = await underTraffic(bench, async () => {
      const { ended } = await startUntilStep(bench, 'prod', { args: deployment(wanting), step: 'staged' });
      await beginOutage(bench, 'prod', { ready: 'fails' });
      return ended.finally(() => endOutage(bench, 'prod'));
    });
    expect(frozen).toMatchObject({
      exitCode: 5,
      json: { outcome: 'frozen', reasonCode: 'both-failing', release: live.release },
    });
    expect((await factsOf(bench, 'prod')).bad).toEqual([]);
    await expectServing(bench, 'prod', live);
    const again = await underTraffic(bench, () => deploy(wanting));
    expect(again).toMatchObject({ exitCode: 4, json: { outcome: 'reverted', reasonCode: 'smoke-failed' } });
    await expectServing(bench, 'prod', live);
  }, 60_000);
});

function failsInOutage({ what }: Failure): boolean {
  return what === '500';
}

/** When it is over the same command ends well, and no request fails any more. */
async function deploysAgain(): Promise<void> {
  await underTraffic(bench, async () => {
    expect(await deploy(next)).toMatchObject({ exitCode: 0, json: { release: next.release } });
  });
  [live, next] = [next, live];
  await expectServing(bench, 'prod', live);
}

function deploy(artifact: PackagedArtifact): Promise<Outcome> {
  return bench.run(deployment(artifact));
}

function deployment({ digest }: PackagedArtifact): string[] {
  return ['deploy', 'prod', '--artifact', digest];
}
