import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { inEnvironment } from '../../actions/src/deployment/environment.ts';
import { realPorts } from '../../actions/src/host-program/ports.ts';
import { readJournal, type LedgerEntry } from '../../actions/src/ledger/journal.ts';
import { environmentState } from '../../actions/src/ledger/state.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import {
  askHost,
  deployUnattended,
  orderFor,
  tellHost,
  type HostWish,
  type Unattended,
} from '../support/ask-host.ts';
import { lastEnding, ledgerOf, reachesStep, startUntilStep } from '../support/interrupt.ts';
import { overtake, whatIsOwned } from '../support/overtake.ts';
import { processesOf } from '../support/running.ts';
import { expectServing } from '../support/serves.ts';
import { withClockSet } from '../support/set-clock.ts';
import { USUAL_ASKS } from '../support/strict-client.ts';
import { bundledHost } from '../support/planted-host.ts';
import { underTraffic } from '../support/under-traffic.ts';
import {
  environmentNamed,
  ONE_WORKER,
  openWorkbench,
  policyWith,
  QUICK_WATCH,
  type Workbench,
} from '../support/workbench.ts';

/** What a deployment believes is no longer so: that it owns the environment, what time it is, what it wrote down. */
const LIMITS = { confirmWithin: 3000 };
const LINE_FEED = 0x0a;
const DAY_MS = 24 * 60 * 60 * 1000;

/** `ignores-sigterm` serves no slow answer. */
const ASKS_OF_BOTH = USUAL_ASKS.filter(({ name }) => name !== 'slow');

let bench: Workbench;
let cutHost: string;
/** What serves, and what is deployed over it; one that takes its time to stop. */
let live: PackagedArtifact;
let next: PackagedArtifact;
let stubborn: PackagedArtifact;

beforeAll(async () => {
  bench = await openWorkbench(
    policyWith([environmentNamed('prod', { watch: QUICK_WATCH, ...ONE_WORKER })], {
      confirmWithin: '11s',
      drain: '200ms',
    }),
  );
  cutHost = await bundledHost('cut-host', bench.home);
  live = await bench.build({ defect: 'slow-route', ms: 100 });
  next = await bench.build({ defect: 'slow-route', ms: 100, nonce: 2 });
  stubborn = await bench.build({ defect: 'ignores-sigterm' });
  expect((await bench.run(deployment(live))).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

describe('after a power cut', () => {
  it('nothing is made up, whatever was torn off the lines of the last deployment', async () => {
    await writeFile(join(bench.home, 'hosts/prod.cut.json'), JSON.stringify({ line: 18, when: 'within' }));
    await underTraffic(bench, () => askHost(bench, wish(next), { program: cutHost }));
    const journal = await readFile(join(bench.home, 'hosts/prod/journal.jsonl'));
    const entries = await readJournal({ files: systemFiles, path: await torn(journal, journal.length) });
    for (const cut of cutsOf(journal)) {
      const whole = entries.slice(0, linesIn(journal.subarray(0, cut)));
      expect(await readJournal({ files: systemFiles, path: await torn(journal, cut) })).toEqual(whole);
      if (isTelling(journal, cut))
        expect({ cut, ...(await recovered()) }).toEqual({ cut, ...expectedAfter(whole) });
    }
    expect(await askHost(bench, wish(next))).toMatchObject({ outcome: 'unchanged' });
    swap();
    await expectServing(bench, 'prod', live);
  }, 120_000);

  /** Each byte of the confirmation and of what came after it; where they tell, those of the lines before. */
  function cutsOf(journal: Buffer): number[] {
    const began = journal.lastIndexOf(LINE_FEED, journal.lastIndexOf('"deployment-started"')) + 1;
    const confirmed = journal.lastIndexOf(LINE_FEED, journal.lastIndexOf('"step-finished"')) + 1;
    const cuts = Array.from({ length: journal.length - began + 1 }, (_, index) => journal.length - index);
    return cuts.filter((cut) => cut >= confirmed || isTelling(journal, cut));
  }

  /** Where a line begins, has but its first byte, and lacks its line feed alone. */
  function isTelling(journal: Buffer, cut: number): boolean {
    return [journal[cut - 2], journal[cut - 1], journal[cut]].includes(LINE_FEED);
  }

  async function torn(journal: Buffer, bytes: number): Promise<string> {
    const path = join(bench.home, 'torn/journal.jsonl');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, journal.subarray(0, bytes));
    return path;
  }

  /** Users never left what served before. */
  async function recovered(): Promise<Summary> {
    const root = join(bench.home, 'torn');
    await mkdir(join(root, 'run'), { recursive: true });
    await rm(join(root, 'run/current.sock'), { force: true });
    await symlink(await socketOf(live), join(root, 'run/current.sock'));
    const ports = realPorts({ root, port: 1, programs: { keeper: '', front: '' } });
    const { limits } = await orderFor(bench, wish(next));
    await inEnvironment(ports, { purpose: 'after a power cut', limits }, () => Promise.resolve());
    return summaryOf(await readJournal({ files: systemFiles, path: join(root, 'journal.jsonl') }));
  }
});

describe('an owner that was paused, and overtaken meanwhile, changes nothing more', () => {
  it.each(['started', 'proven', 'watched', 'confirmed'] as const)(
    'in the step %s',
    async (step) => {
      await underTraffic(bench, async () => {
        const under = await begin(next);
        await reachesStep(bench, 'prod', { deployment: under.deployment, step });
        const sleeper = await overtake(bench, 'prod');
        const newer = await askHost(bench, wish(next));
        expect(newer).toMatchObject({ outcome: 'deployed', live: { release: next.release } });
        await expectLost(sleeper, under);
      });
      swap();
      await expectServing(bench, 'prod', live);
    },
    60_000,
  );

  it('while it stops what it reverted', async () => {
    const work = async (): Promise<void> => {
      const under = await begin(stubborn);
      await takeBack(under);
      const socket = await socketOf(live);
      await waitUntil(async () => (await whatIsOwned(bench, 'prod')).current === socket, 'users are back');
      const sleeper = await overtake(bench, 'prod');
      expect(await askHost(bench, wish(live))).toMatchObject({ outcome: 'unchanged' });
      await expectLost(sleeper, under);
    };
    await underTraffic(bench, work, () => false, ASKS_OF_BOTH);
    await expectServing(bench, 'prod', live);
  }, 60_000);

  it('while it waits for what it would go back to', async () => {
    const under = await begin(next);
    // From here on nobody's request is at what served before.
    await reachesStep(bench, 'prod', { deployment: under.deployment, step: 'watched' });
    await underTraffic(bench, async () => {
      const killed = await processesOf(bench, 'prod', live.release.id);
      process.kill(killed.keeper, 'SIGKILL');
      process.kill(-killed.program, 'SIGKILL');
      await takeBack(under);
      await waitUntil(() => isStartedAgain(killed.program), `${live.release.id} is started again`);
      const sleeper = await overtake(bench, 'prod');
      const newer = await begin(next);
      // What the sleeper would go back to is ready by then, and users are elsewhere.
      await reachesStep(bench, 'prod', { deployment: newer.deployment, step: 'confirmed' });
      await expectLost(sleeper, under);
      const { deployment: id, token } = newer;
      await tellHost(bench, 'prod', { command: 'confirm', deployment: id, token });
      expect((await newer.ended).at(-1)).toMatchObject({ result: { outcome: 'deployed' } });
    });
    swap();
    await expectServing(bench, 'prod', live);
  }, 60_000);

  async function isStartedAgain(program: number): Promise<boolean> {
    const now = await processesOf(bench, 'prod', live.release.id).catch(() => undefined);
    return now !== undefined && now.program !== program;
  }
});

describe('a clock that is set', () => {
  const WAYS = [
    ['back', -DAY_MS],
    ['forward', DAY_MS],
  ] as const;

  it.each(WAYS)(
    '%s a day in the midst of a deployment is none of its business',
    async (_way, by) => {
      await whileSet(by, async (env, set) => {
        const { ended } = await startUntilStep(bench, 'prod', {
          args: deployment(next),
          step: 'watched',
          env,
        });
        await set();
        expect(await ended).toMatchObject({
          exitCode: 0,
          json: { outcome: 'deployed', release: next.release },
        });
        swap();
      });
    },
    60_000,
  );

  it.each(WAYS)(
    '%s a day moves no deadline',
    async (_way, by) => {
      await whileSet(by, async (env, set) => {
        const { deployment: id, ended } = await deployUnattended(bench, wish(next), { env, limits: LIMITS });
        await reachesStep(bench, 'prod', { deployment: id, step: 'watched' });
        await set();
        await ended;
        const ending = await lastEnding(bench, 'prod');
        expect(ending).toMatchObject({ deployment: id, outcome: 'reverted', reasonCode: 'not-confirmed' });
        expect(ending?.timings.detectMs).toBeGreaterThanOrEqual(LIMITS.confirmWithin);
      });
    },
    60_000,
  );

  async function whileSet(
    by: number,
    work: (env: Record<string, string>, set: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const file = join(bench.home, 'clock-is-set');
    try {
      await underTraffic(bench, () => work(withClockSet(file, by), () => writeFile(file, '')));
      const last = (await ledgerOf(bench, 'prod')).at(-1);
      const told = Date.parse(last?.at ?? '') - Date.now();
      expect(Math.sign(by) * told).toBeGreaterThan(DAY_MS / 2);
      expect(await bench.run(['ledger', 'prod', '--verify'])).toMatchObject({ exitCode: 0 });
    } finally {
      await rm(file, { force: true });
    }
    await expectServing(bench, 'prod', live);
  }
});

interface Summary {
  readonly lines: number;
  readonly outcome: string | undefined;
  readonly live: string | undefined;
  readonly unfinished: string | undefined;
}

function summaryOf(entries: readonly LedgerEntry[]): Summary {
  const { deployments, live: served, unfinished } = environmentState(entries);
  return {
    lines: entries.length,
    outcome: deployments.at(-1)?.ended?.outcome,
    live: served?.release.id,
    unfinished: unfinished?.started.deployment,
  };
}

/** One line more where a deployment has no end: confirmed it is finished, else what served before serves. */
function expectedAfter(whole: readonly LedgerEntry[]): Summary {
  const { unfinished } = environmentState(whole);
  if (unfinished === undefined) return summaryOf(whole);
  const isConfirmed = unfinished.stepsFinished.includes('confirmed');
  return {
    lines: whole.length + 1,
    outcome: isConfirmed ? 'deployed' : 'reverted',
    live: isConfirmed ? next.release.id : live.release.id,
    unfinished: undefined,
  };
}

function linesIn(bytes: Buffer): number {
  return bytes.filter((byte) => byte === LINE_FEED).length;
}

function begin(artifact: PackagedArtifact): Promise<Unattended> {
  return deployUnattended(bench, wish(artifact), { limits: { confirmWithin: 6000 } });
}

async function takeBack({ deployment: id }: Unattended): Promise<void> {
  await reachesStep(bench, 'prod', { deployment: id, step: 'watched' });
  await tellHost(bench, 'prod', { command: 'abandon', deployment: id });
}

/** Once it wakes it finds that it has lost the lock, and leaves all as it is. */
async function expectLost(sleeper: { wake(): void }, { ended }: Unattended): Promise<void> {
  const before = await whatIsOwned(bench, 'prod');
  sleeper.wake();
  expect((await ended).at(-1)).toMatchObject({
    kind: 'deployed',
    result: { outcome: 'refused', reasonCode: 'lock-lost' },
  });
  expect(await whatIsOwned(bench, 'prod')).toEqual(before);
}

/** What `current.sock` is while the release serves. */
async function socketOf({ release }: PackagedArtifact): Promise<string> {
  const { configHash } = (await orderFor(bench, wish(live))).candidate;
  return `${release.id}.${configHash.slice(0, 6)}.sock`;
}

function wish({ release, path }: PackagedArtifact): HostWish {
  return { environment: 'prod', release, archive: path };
}

function deployment({ digest }: PackagedArtifact): string[] {
  return ['deploy', 'prod', '--artifact', digest, '--yes'];
}

function swap(): void {
  [live, next] = [next, live];
}
