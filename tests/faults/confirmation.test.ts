import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { newToken } from '../../actions/src/deployment/confirmation.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import { deployUnattended, tellHost } from '../support/ask-host.ts';
import { lastEnding, reachesStep } from '../support/interrupt.ts';
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

/** Nobody is connected to these deployments: whoever has the token confirms from elsewhere, or nobody does. */

/** Long enough for another connection to come while it goes on. */
const WATCH = { ...QUICK_WATCH, window: '4s' };

let bench: Workbench;
let live: PackagedArtifact;
let next: PackagedArtifact;

beforeAll(async () => {
  const limits = { confirmWithin: '15s', drain: '200ms' };
  bench = await openWorkbench(
    policyWith([environmentNamed('prod', { watch: WATCH, ...ONE_WORKER })], limits),
  );
  live = await bench.build({ defect: 'slow-route', ms: 300 });
  next = await bench.build({ defect: 'slow-route', ms: 300, nonce: 2 });
  expect((await bench.run(['deploy', 'prod', '--artifact', live.digest])).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

function begin(): ReturnType<typeof deployUnattended> {
  return deployUnattended(bench, { environment: 'prod', release: next.release, archive: next.path });
}

async function confirm(deployment: string, token: string): Promise<object | undefined> {
  return (await tellHost(bench, 'prod', { command: 'confirm', deployment, token })).at(-1);
}

function refusal(why: RegExp): object {
  const message = expect.stringMatching(why);
  return { kind: 'error', code: 'confirmation-refused', message, remedy: expect.stringMatching(/./) };
}

describe('a deployment whose caller is gone', () => {
  it('is reverted at the deadline when nobody confirms it, and not before', async () => {
    await underTraffic(bench, async () => {
      const { deployment, token, ended } = await begin();
      await ended;
      const ending = await lastEnding(bench, 'prod');
      expect(ending).toMatchObject({
        deployment,
        outcome: 'reverted',
        reasonCode: 'not-confirmed',
        marks: [],
      });
      // From the switch: the watch and the waiting, to the millisecond.
      expect(ending?.timings.detectMs).toBeGreaterThanOrEqual(15_000);
      expect(await confirm(deployment, token)).toMatchObject(
        refusal(/it has ended: reverted \(not-confirmed\)/),
      );
    });
    await expectServing(bench, 'prod', live);
  }, 60_000);

  it('is confirmed over another connection, once, and with its own token alone', async () => {
    await underTraffic(bench, async () => {
      const { deployment, token, ended } = await begin();
      await reachesStep(bench, 'prod', { deployment, step: 'watched' });
      expect(await confirm(deployment, token)).toMatchObject(refusal(/not waited for yet/));
      await reachesStep(bench, 'prod', { deployment, step: 'confirmed' });
      expect(await confirm(deployment, newToken().token)).toMatchObject(refusal(/token is not the one/));
      expect(await confirm('20260101-00000000', token)).toMatchObject(refusal(/no such deployment/));
      expect(await confirm(deployment, token)).toEqual({ kind: 'answered' });
      expect((await ended).at(-1)).toMatchObject({ kind: 'deployed', result: { outcome: 'deployed' } });
      expect(await confirm(deployment, token)).toMatchObject(refusal(/it has ended: deployed/));
    });
    [live, next] = [next, live];
    await expectServing(bench, 'prod', live);
  }, 60_000);

  it('is taken back over another connection, however often', async () => {
    await underTraffic(bench, async () => {
      const { deployment, token, ended } = await begin();
      await reachesStep(bench, 'prod', { deployment, step: 'watched' });
      for (let time = 0; time < 2; time += 1) {
        const [answer] = await tellHost(bench, 'prod', { command: 'abandon', deployment });
        expect(answer).toEqual({ kind: 'answered' });
      }
      expect((await ended).at(-1)).toMatchObject({
        result: { outcome: 'reverted', reasonCode: 'abandoned' },
      });
      expect(await confirm(deployment, token)).toMatchObject(refusal(/it has ended: reverted \(abandoned\)/));
      await waitUntil(async () => (await lastEnding(bench, 'prod')) !== undefined, 'it has ended');
    });
    await expectServing(bench, 'prod', live);
  }, 60_000);
});
