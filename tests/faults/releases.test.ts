import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { factsOf, leaksOf } from '../support/environment-facts.ts';
import { StrictClient, type Failure } from '../support/strict-client.ts';
import {
  environmentNamed,
  ONE_WORKER,
  openWorkbench,
  policyWith,
  WATCH,
  type Defect,
  type Workbench,
} from '../support/workbench.ts';

/**
 * Whoever asks a release with a slow tail waits for it, and asks less: 18 times a route in three seconds, in which one watch of
 * forty sees too few slow ones on either route (binomial, at the level of its last look). In twelve seconds none of a million does.
 */
const LONG_WATCH = { ...WATCH, window: '12s' };

/**
 * Each planted release is deployed over a good one while strict clients ask without ever asking twice. Whatever the
 * defect: one whole release serves, it is the recorded one, the clients saw nothing that they need not see, and the same
 * command again ends the same way.
 */
let bench: Workbench;
let good: PackagedArtifact;
const url = (): string => `http://127.0.0.1:${bench.portBase}`;

beforeAll(async () => {
  bench = await openWorkbench(policyWith([environmentNamed('prod', { ...ONE_WORKER, watch: LONG_WATCH })]));
  good = await bench.build({ defect: 'slow-route', ms: 300 });
  const deployed = await deploy(good);
  if (deployed.exitCode !== 0) throw new Error(deployed.text);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

function deploy({ digest }: PackagedArtifact): ReturnType<Workbench['run']> {
  return bench.run(['deploy', 'prod', '--artifact', digest, '--yes']);
}

interface Row {
  readonly what: string;
  readonly plant: Defect;
  readonly reasons: readonly string[];
  /** The failures that the defect itself makes: everything else must be answered. */
  readonly mayFail?: (failure: Failure) => boolean;
}

const never = (): boolean => false;

const ROWS: readonly Row[] = [
  { what: 'crashes at boot', plant: { defect: 'crash-at-boot' }, reasons: ['start-failed'] },
  { what: 'is never ready', plant: { defect: 'never-ready' }, reasons: ['not-ready'] },
  {
    what: 'is ready with the wrong release id',
    plant: { defect: 'wrong-release-id' },
    reasons: ['identity-wrong'],
  },
  {
    what: 'has one worker that is not ready',
    plant: { defect: 'one-worker-not-ready' },
    reasons: ['not-ready'],
  },
  { what: 'has one worker that fails', plant: { defect: 'one-worker-fails' }, reasons: ['smoke-failed'] },
  { what: 'hangs on one route', plant: { defect: 'hangs' }, reasons: ['smoke-failed'] },
  {
    what: 'fails from the first second of the watch',
    plant: { defect: 'errors' },
    reasons: ['errors-high'],
    mayFail: ({ what }) => what === '500' || what === '404',
  },
  {
    what: 'has its p99 tripled in the watch',
    plant: { defect: 'slow-tail', ms: 1200 },
    reasons: ['latency-high'],
    mayFail: ({ what }) => what === '404',
  },
  {
    what: 'dies in the watch',
    plant: { defect: 'dies', ms: 1000 },
    reasons: ['release-restarted', 'release-unreachable', 'errors-high'],
    mayFail: ({ what }) => ['404', '502', 'socket hang up', 'read ECONNRESET'].includes(what),
  },
];

describe('a release that', () => {
  it.each(ROWS)(
    '$what is reverted',
    async ({ plant, reasons, mayFail = never }) => {
      const planted = await bench.build(plant);
      const clients = new StrictClient(url());
      const outcome = await deploy(planted);
      const { failures, asked } = await clients.stop();
      expect(outcome.json).toMatchObject({ outcome: 'reverted', release: { id: good.release.id } });
      expect(reasons).toContain(outcome.json['reasonCode']);
      expect(outcome.exitCode).toBe(4);
      expect(asked).toBeGreaterThan(20);
      expect(failures.filter((failure) => !mayFail(failure))).toEqual([]);
      const again = await deploy(planted);
      expect(again.json).toMatchObject({ outcome: 'refused', reasonCode: 'release-bad' });
      expect(again.exitCode).toBe(3);
      const facts = await factsOf(bench, 'prod');
      expect(facts).toMatchObject({
        recorded: good.release.id,
        serving: [good.release.id],
        running: [good.release.id],
        healthy: true,
      });
      expect(facts.bad).toContain(planted.release.id);
      expect(await leaksOf(bench, 'prod', [outcome, again])).toEqual([]);
    },
    120_000,
  );

  it('ignores SIGTERM is killed when it leaves service, and no request is lost', async () => {
    const stubborn = await bench.build({ defect: 'ignores-sigterm' });
    expect((await deploy(stubborn)).json).toMatchObject({ outcome: 'deployed' });
    const clients = new StrictClient(url(), [
      { name: 'page', method: 'GET', path: '/', status: 200 },
      { name: 'write', method: 'POST', path: '/api/feedback', body: { rating: 4 }, status: 201 },
    ]);
    const back = await bench.run(['rollback', 'prod', '--reason', 'it does not listen']);
    const { failures } = await clients.stop();
    expect(back.json).toMatchObject({ outcome: 'deployed', release: { id: good.release.id } });
    expect(failures).toEqual([]);
    const facts = await factsOf(bench, 'prod');
    expect(facts).toMatchObject({ serving: [good.release.id], running: [good.release.id] });
  }, 120_000);
});
