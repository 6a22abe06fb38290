import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { statusOf } from '../../actions/src/pipeline/status.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import {
  closedPort,
  withConfiguration,
  withForeignServer,
  withPolicy,
  type Undo,
} from '../support/arrange.ts';
import { openEnvironment, stopHost } from '../support/ask-host.ts';
import { lastEnding, startUntilWatch } from '../support/interrupt.ts';
import { preloaded } from '../support/preloaded.ts';
import { processesOf, waitUntilServing } from '../support/running.ts';
import { expectNoSecretIn, expectServing, remediesOf } from '../support/serves.ts';
import { smallDisk } from '../support/small-disk.ts';
import { underTraffic } from '../support/under-traffic.ts';
import {
  CHECKOUT,
  environmentNamed,
  openWorkbench,
  policyWith,
  type Outcome,
  type Workbench,
} from '../support/workbench.ts';

/**
 * What a person can ask for that can't be, and deployments that are cut short at any point, over a good release that
 * serves strict clients. Each row leaves one whole release serving, the recorded one; the next row goes on from there.
 */
const WATCH = {
  window: '2s',
  every: '200ms',
  minSamples: 8,
  maxErrorRatio: 0.1,
  p99Limit: '5s',
  p99Ratio: 10,
  p99Floor: '3s',
};
const ENVIRONMENTS = [
  environmentNamed('prod', { watch: WATCH }),
  environmentNamed('later', { watch: WATCH, outOfOrder: false }),
  environmentNamed('asks', { watch: WATCH, approval: true }),
  environmentNamed('fresh', { watch: WATCH }),
  environmentNamed('small', { watch: WATCH }),
];
const PORTS = { prod: 0, fresh: 3 };

let bench: Workbench;
/** What serves in prod, and one as good that does not. */
let live: PackagedArtifact;
let spare: PackagedArtifact;
let broken: PackagedArtifact;

beforeAll(async () => {
  // The longest watch and the least that a confirmation must have: a lost command is waited for that long.
  bench = await openWorkbench(policyWith(ENVIRONMENTS, { confirmWithin: '12s' }));
  live = await bench.build({ defect: 'slow-route', ms: 300 });
  spare = await bench.build({ defect: 'slow-route', ms: 300, nonce: 2 });
  broken = await bench.build({ defect: 'wrong-release-id' });
  expect((await deploy('prod', live)).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

interface Refusal {
  readonly what: string;
  readonly command: () => readonly string[];
  readonly env?: Record<string, string>;
  readonly exitCode: number;
  readonly reason: string;
  readonly says: () => readonly (string | RegExp)[];
  /** How many things there are to do: one. */
  readonly remedies?: number;
  /** Breaks something first; gives back how to mend it. */
  readonly arrange?: () => Promise<Undo>;
}

const OLD_NODE =
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });";

const REFUSALS: readonly Refusal[] = [
  {
    what: 'an environment that is not there',
    command: () => ['deploy', 'prdo', '--artifact', live.digest],
    exitCode: 2,
    reason: 'unknown-environment',
    says: () => ['Nearest: prod'],
  },
  {
    what: 'a rollback to a release that is not there',
    command: () => ['rollback', 'prod', '--to', withAnotherEnd(live.release.id)],
    exitCode: 2,
    reason: 'unknown-release',
    says: () => [`Nearest: ${live.release.id}`],
  },
  {
    what: 'a digest that is not there',
    command: () => ['deploy', 'prod', '--artifact', withAnotherEnd(spare.digest)],
    exitCode: 2,
    reason: 'unknown-artifact',
    says: () => [`nearest are: ${spare.release.id}`],
  },
  {
    what: 'a promotion out of order',
    command: () => ['deploy', 'later', '--artifact', spare.digest, '--yes'],
    exitCode: 3,
    reason: 'promotion-out-of-order',
    says: () => [`npm run deploy -- prod --artifact ${spare.digest.slice(0, 12)}`],
  },
  {
    what: 'a rollback without an older good release',
    command: () => ['rollback', 'prod'],
    exitCode: 3,
    reason: 'nothing-to-revert-to',
    says: () => ['name one with --to'],
  },
  {
    what: 'a rollback where nothing was ever deployed',
    command: () => ['rollback', 'fresh'],
    exitCode: 3,
    reason: 'nothing-to-revert-to',
    says: () => ['Expected a good release in fresh'],
  },
  {
    what: 'a deployment that a person must approve, without a terminal',
    command: () => ['deploy', 'asks', '--artifact', live.digest],
    exitCode: 2,
    reason: 'approval-needed',
    says: () => ['Give --yes'],
  },
  {
    what: 'a policy with ten mistakes',
    command: () => ['deploy', 'prod', '--artifact', live.digest],
    exitCode: 2,
    reason: 'policy-invalid',
    says: () => [/found 10:\n(?:.*\/tidegate\.yml:\d+:\d+: .*\n){10}/],
    arrange: () => withPolicy(bench, policyWithTenMistakes()),
  },
  {
    what: 'a Node.js that is too old',
    command: () => ['deploy', 'prod', '--artifact', live.digest],
    env: preloaded(OLD_NODE),
    exitCode: 2,
    reason: 'node-too-old',
    says: () => ['this is 20.1.0'],
  },
  {
    what: 'a configuration with something missing, something weak and a placeholder',
    command: () => ['deploy', 'prod', '--artifact', live.digest],
    exitCode: 3,
    reason: 'configuration-invalid',
    says: () => ['refuses 3 of prod', 'OPENAI_API_KEY', 'JWT_SECRET', 'GOOGLE_CLIENT_SECRET'],
    remedies: 3,
    arrange: () =>
      withConfiguration(bench, 'prod', [
        'OPENAI_API_KEY=',
        `JWT_SECRET='${'a'.repeat(40)}'`,
        "GOOGLE_CLIENT_SECRET='your-google-client-secret-here'",
      ]),
  },
  {
    what: 'a database that is down',
    command: () => ['deploy', 'prod', '--artifact', live.digest],
    exitCode: 3,
    reason: 'database-unreachable',
    // Found before anything of the release is there.
    says: () => ['does not let us in', /^(?![^]*staged)/],
    arrange: async () => {
      const password = randomBytes(16).toString('hex');
      const url = `postgresql://service:${password}@127.0.0.1:${await closedPort()}/service`;
      return withConfiguration(bench, 'prod', [`DATABASE_URL='${url}'`]);
    },
  },
  {
    what: 'a port that another program listens on, before the first deployment',
    command: () => ['deploy', 'fresh', '--artifact', live.digest],
    exitCode: 3,
    reason: 'port-taken',
    says: () => ['End that program'],
    arrange: () => withForeignServer(bench.portBase + PORTS.fresh),
  },
];

describe('what can’t be is refused, and says what to do:', () => {
  it.each(REFUSALS)(
    '$what',
    async ({ command, env = {}, exitCode, reason, says, remedies = 1, arrange }) => {
      const mend = await arrange?.();
      try {
        const outcomes = await underTraffic(bench, async () => [
          await bench.run(command(), { env }),
          await bench.run(command(), { env }),
        ]);
        for (const outcome of outcomes) {
          expect(outcome.json).toMatchObject({ outcome: 'refused', reasonCode: reason });
          expect(outcome.exitCode).toBe(exitCode);
          for (const words of says()) expect(outcome.text).toMatch(words);
          expect(remediesOf(outcome).length).toBeGreaterThanOrEqual(remedies);
        }
        await expectNoSecretIn(bench, 'prod', outcomes);
      } finally {
        await mend?.();
      }
      await expectServing(bench, 'prod', live);
    },
    120_000,
  );

  it('a command line that can’t be understood', async () => {
    const lines = [
      [],
      ['depoly'],
      ['deploy'],
      ['deploy', 'prod'],
      ['deploy', 'prod', 'later', '--artifact', live.digest],
      ['deploy', 'prod', '--artefact', live.digest],
      ['deploy', 'prod', '--artifact'],
      ['rollback'],
      ['status', '--verbose'],
    ];
    const outcomes = await Promise.all(lines.map((line) => bench.run(line)));
    outcomes.push(await bench.run(['status'], { env: { TIDEGATE_PORT_BASE: 'high' } }));
    for (const outcome of outcomes) {
      expect(outcome.json).toMatchObject({ outcome: 'refused', reasonCode: 'usage' });
      expect(outcome.exitCode).toBe(2);
      expect(remediesOf(outcome)).not.toEqual([]);
    }
    const bare = await execa(process.execPath, [join(CHECKOUT, 'scripts/tidegate.mjs')], { reject: false });
    expect(bare).toMatchObject({ exitCode: 2, stdout: '' });
    expect(bare.stderr).toContain('Expected a command: ship, package, deploy');
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('a deployment without space on the disk, and goes on once there is some', async () => {
    const folder = join(bench.home, 'hosts/small');
    const disk = await smallDisk(folder);
    try {
      expect(await deploy('small', live)).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
      const outcomes: Outcome[] = [];
      for (const much of ['nearly', 'wholly'] as const) {
        const env = await disk.fill(much);
        outcomes.push(await deploy('small', spare, env), await deploy('small', spare, env));
      }
      for (const outcome of outcomes) {
        expect(outcome.json).toMatchObject({ outcome: 'refused', reasonCode: 'no-space-left' });
        expect(outcome.exitCode).toBe(3);
        expect(remediesOf(outcome)).toContain('Free some space, then run the same command again.');
      }
      expect(await readdir(join(folder, 'releases'))).toEqual([live.release.id]);
      expect((await readdir(folder)).filter((name) => name.startsWith('lock'))).toEqual([]);
      await expectNoSecretIn(bench, 'small', outcomes);
      await expectServing(bench, 'small', live);
      await disk.empty();
      expect(await deploy('small', live)).toMatchObject({ exitCode: 0, json: { outcome: 'unchanged' } });
    } finally {
      await disk.empty();
      await stopHost(bench, 'small');
      await disk.remove();
    }
  }, 120_000);
});

describe('a release', () => {
  it('that serves already is left alone', async () => {
    const outcomes = await underTraffic(bench, async () => [
      await deploy('prod', live),
      await deploy('prod', live),
    ]);
    for (const { json, exitCode } of outcomes) {
      expect(json).toMatchObject({ outcome: 'unchanged', reasonCode: 'already-live', release: live.release });
      expect(exitCode).toBe(0);
    }
    await expectNoSecretIn(bench, 'prod', outcomes);
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('stands in what `status` says, as the hosts tell it', async () => {
    const { project } = await openEnvironment(bench, 'prod');
    const environments: unknown = JSON.parse(JSON.stringify(await statusOf(project)));
    const status = await bench.run(['status']);
    expect(status).toMatchObject({ exitCode: 0, json: { environments } });
    expect(status.json['environments']).toContainEqual(
      expect.objectContaining({ name: 'prod', release: live.release, healthy: true }),
    );
    await expectNoSecretIn(bench, 'prod', [status]);
  });

  it('that is bad is refused until a person allows it by name, and is reverted again', async () => {
    const back = ['rollback', 'prod', '--to', broken.release.id];
    const outcomes = await underTraffic(bench, async () => [
      await deploy('prod', broken),
      await deploy('prod', broken),
      await bench.run(back),
      await bench.run([...back, '--allow-bad']),
      await bench.run([...back, '--allow-bad']),
    ]);
    const reverted = [{ outcome: 'reverted', reasonCode: 'identity-wrong', release: live.release }, 4];
    const refused = [{ outcome: 'refused', reasonCode: 'release-bad', release: live.release }, 3];
    expect(outcomes.map(({ json, exitCode }) => [json, exitCode])).toMatchObject([
      reverted,
      refused,
      refused,
      reverted,
      reverted,
    ]);
    for (const outcome of outcomes) expect(remediesOf(outcome)).not.toEqual([]);
    await expectNoSecretIn(bench, 'prod', outcomes);
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('that is bad may be deployed once more when its mark was cleared, with a reason', async () => {
    const clear = ['clear', 'prod', broken.release.id];
    const outcomes = await underTraffic(bench, async () => [
      await bench.run(clear),
      await bench.run(['clear', 'prod', live.release.id, '--reason', 'to see']),
      await bench.run([...clear, '--reason', 'the database was down']),
      await deploy('prod', broken),
    ]);
    expect(outcomes.map(({ json, exitCode }) => [json, exitCode])).toMatchObject([
      [{ reasonCode: 'usage' }, 2],
      [{ reasonCode: 'not-bad' }, 3],
      [{ environment: 'prod', release: broken.release, reason: 'the database was down' }, 0],
      [{ outcome: 'reverted', reasonCode: 'identity-wrong' }, 4],
    ]);
    expect(JSON.stringify((await bench.run(['ledger', 'prod', '--verify'])).json)).toContain('mark-cleared');
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('that was gone back from is not gone to again, however often a rollback is asked for', async () => {
    const request = ['rollback', 'prod', '--request', 'run-17', '--reason', 'a person says so'];
    const outcomes = await underTraffic(bench, async () => [
      await deploy('prod', spare),
      await bench.run(request),
      await bench.run(request),
      await bench.run(['rollback', 'prod']),
    ]);
    expect(outcomes.map(({ json, exitCode }) => [json, exitCode])).toMatchObject([
      [{ outcome: 'deployed', reasonCode: 'deployed', release: spare.release }, 0],
      [{ outcome: 'deployed', reasonCode: 'rolled-back', release: live.release }, 0],
      [{ outcome: 'unchanged', reasonCode: 'request-repeated', release: live.release }, 0],
      [{ outcome: 'refused', reasonCode: 'nothing-to-revert-to' }, 3],
    ]);
    await expectNoSecretIn(bench, 'prod', outcomes);
    await expectServing(bench, 'prod', live);
  }, 120_000);
});

describe('of two commands at once', () => {
  it('the second deployment is refused, and says unchanged afterwards', async () => {
    const outcomes = await underTraffic(bench, () =>
      Promise.all([deploy('prod', spare), deploy('prod', spare)]),
    );
    outcomes.sort((a, b) => a.exitCode - b.exitCode);
    expect(outcomes.map(({ json, exitCode }) => [json, exitCode])).toMatchObject([
      [{ outcome: 'deployed', release: spare.release }, 0],
      [{ outcome: 'refused', reasonCode: 'already-running' }, 3],
    ]);
    swap();
    await expectRefusedForTheOther(outcomes.at(-1));
    expect((await deploy('prod', live)).json).toMatchObject({ outcome: 'unchanged' });
  }, 120_000);

  it('the second deployment waits for its turn where the policy says queue', async () => {
    const mend = await withPolicy(bench, policyWith(ENVIRONMENTS, { lock: 'queue', queueWithin: '40s' }));
    try {
      const outcomes = await underTraffic(bench, () =>
        Promise.all([deploy('prod', spare), deploy('prod', spare)]),
      );
      expect(outcomes.map(({ json }) => json['outcome']).sort()).toEqual(['deployed', 'unchanged']);
      expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      await expectNoSecretIn(bench, 'prod', outcomes);
    } finally {
      await mend();
    }
    swap();
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('a rollback during a deployment is refused', async () => {
    // However long the second command takes to start, the first is still watching then.
    const watch = { ...WATCH, window: '8s' };
    const mend = await withPolicy(
      bench,
      policyWith([environmentNamed('prod', { watch }), ...ENVIRONMENTS.slice(1)]),
    );
    const { first, second } = await underTraffic(bench, async () => {
      const underWay = await startUntilWatch(bench, 'prod', deployment('prod', spare));
      const during = await bench.run(['rollback', 'prod', '--to', live.release.id]);
      return { first: await underWay.ended, second: during };
    });
    await mend();
    expect(first.json).toMatchObject({ outcome: 'deployed', release: spare.release });
    expect(second.json).toMatchObject({ outcome: 'refused', reasonCode: 'already-running' });
    swap();
    await expectRefusedForTheOther(second);
  }, 120_000);
});

describe('after a SIGKILL', () => {
  it('of the command during the watch the host reverts by itself, and the same command deploys', async () => {
    const outcomes = await underTraffic(bench, async () => {
      const { command, ended } = await startUntilWatch(bench, 'prod', deployment('prod', spare));
      process.kill(command, 'SIGKILL');
      await ended;
      await waitUntil(async () => (await lastEnding(bench, 'prod')) !== undefined, 'the host has ended');
      expect(await lastEnding(bench, 'prod')).toMatchObject({
        outcome: 'reverted',
        reasonCode: 'not-confirmed',
        live: { release: live.release },
        marks: [],
      });
      await expectServing(bench, 'prod', live);
      return [await deploy('prod', spare)];
    });
    expect(outcomes).toMatchObject([{ exitCode: 0, json: { outcome: 'deployed', release: spare.release } }]);
    swap();
    await expectNoSecretIn(bench, 'prod', outcomes);
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('of the host program during the watch the next command puts right what was left', async () => {
    const outcomes = await underTraffic(bench, async () => {
      const { host, ended } = await startUntilWatch(bench, 'prod', deployment('prod', spare));
      process.kill(host, 'SIGKILL');
      const cut = await ended;
      expect(cut).toMatchObject({ exitCode: 5, json: { outcome: 'frozen', reasonCode: 'host-lost' } });
      expect(remediesOf(cut)).not.toEqual([]);
      const before = await deploy('prod', live);
      await expectServing(bench, 'prod', live);
      return [cut, before, await deploy('prod', spare)];
    });
    expect(outcomes.slice(1)).toMatchObject([
      { exitCode: 0, json: { outcome: 'unchanged', release: live.release } },
      { exitCode: 0, json: { outcome: 'deployed', release: spare.release } },
    ]);
    swap();
    await expectNoSecretIn(bench, 'prod', outcomes);
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it.each([
    ['the release with all its workers', (): Promise<number> => processOf(live.release.id, 'program')],
    ['the front', (): Promise<number> => processOf('front', 'program')],
  ])(
    'of %s it is started again',
    async (_what, find) => {
      process.kill(-(await find()), 'SIGKILL');
      await waitUntilServing(bench.portBase, live);
      const outcome = await underTraffic(bench, () => deploy('prod', live));
      expect(outcome).toMatchObject({ exitCode: 0, json: { outcome: 'unchanged' } });
      await expectServing(bench, 'prod', live);
    },
    120_000,
  );

  it('of the release and its keeper the next command starts both again', async () => {
    for (const which of ['keeper', 'program'] as const)
      process.kill(await processOf(live.release.id, which), 'SIGKILL');
    const outcome = await deploy('prod', live);
    expect(outcome).toMatchObject({ exitCode: 0, json: { outcome: 'unchanged' } });
    await underTraffic(bench, () => expectServing(bench, 'prod', live));
  }, 120_000);
});

describe('after a stop', () => {
  it('the recorded release comes back, as soon as nobody else listens on its port', async () => {
    expect(await bench.run(['stop'])).toMatchObject({ exitCode: 0 });
    const leave = await withForeignServer(bench.portBase + PORTS.prod);
    const taken: Outcome[] = [];
    try {
      taken.push(await deploy('prod', live), await deploy('prod', live));
    } finally {
      await leave();
    }
    for (const outcome of taken) {
      expect(outcome).toMatchObject({ exitCode: 3, json: { outcome: 'refused', reasonCode: 'port-taken' } });
      expect(remediesOf(outcome)).not.toEqual([]);
    }
    const back = await deploy('prod', live);
    expect(back).toMatchObject({ exitCode: 0, json: { outcome: 'unchanged', release: live.release } });
    await expectNoSecretIn(bench, 'prod', [...taken, back]);
    await underTraffic(bench, () => expectServing(bench, 'prod', live));
  }, 120_000);
});

function deployment(environment: string, { digest }: PackagedArtifact): string[] {
  return ['deploy', environment, '--artifact', digest, '--yes'];
}

function deploy(
  environment: string,
  artifact: PackagedArtifact,
  env: Record<string, string> = {},
): Promise<Outcome> {
  return bench.run(deployment(environment, artifact), { env });
}

/** What was the spare one serves from here on. */
function swap(): void {
  [live, spare] = [spare, live];
}

async function expectRefusedForTheOther(outcome: Outcome | undefined): Promise<void> {
  if (outcome === undefined) throw new Error('expected an outcome');
  expect(outcome.exitCode).toBe(3);
  expect(remediesOf(outcome)).toContain('Wait until it has ended, then run the command again.');
  await expectNoSecretIn(bench, 'prod', [outcome]);
  await expectServing(bench, 'prod', live);
}

async function processOf(name: string, which: 'keeper' | 'program'): Promise<number> {
  return (await processesOf(bench, 'prod', name))[which];
}

function withAnotherEnd(text: string): string {
  return `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
}

function policyWithTenMistakes(): object {
  const [first, ...others] = ENVIRONMENTS;
  const policy = policyWith([{ ...first, nodeEnv: 'prod', gates: ['confg'] }, ...others], {
    readyWithin: '12',
    lock: 'wait',
    keepReleases: 1,
  }) as { application: object; local: object };
  return {
    ...policy,
    version: 2,
    application: { ...policy.application, workspace: '/app', schemaMin: -1, smoke: [{ path: 'health' }] },
    local: { ...policy.local, portBase: 80 },
  };
}
