import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import type { DeploymentResult } from '../../actions/src/deployment/ports.ts';
import { messageOf } from '../../actions/src/errors.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import type { Fault } from '../planted/failing-host.ts';
import {
  askHost,
  deployUnattended,
  orderFor,
  stopHost,
  tellHost,
  type HostWish,
} from '../support/ask-host.ts';
import { hostFactsOf, type HostFacts } from '../support/environment-facts.ts';
import { ownerOf, reachesStep } from '../support/interrupt.ts';
import { expectServing } from '../support/serves.ts';
import { smallDisk, type SmallDisk } from '../support/small-disk.ts';
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

/**
 * The system refuses a deployment something, wherever it asks, under strict clients: one whole release serves all the
 * time, and nobody’s request fails. Each run is the same command again, and first puts right what the one before left.
 */
const WATCH = { ...QUICK_WATCH, window: '300ms', every: '100ms' };
/** Shorter than a policy may say: a confirmation that can’t be written down is waited for as long as this. */
const LIMITS = { confirmWithin: 2000 };

/** Those are struck by a full disk, and fail in the same way. */
const TAKES_SPACE = / (?:writeDurably|appendDurably|link|symlink|makeFolder|open|startDetached)\b/;

let bench: Workbench;
let failingHost: string;
let disk: SmallDisk;
/** What serves, and what is deployed over it. */
let live: PackagedArtifact;
let next: PackagedArtifact;

beforeAll(async () => {
  const environment = environmentNamed('prod', { watch: WATCH, ...ONE_WORKER });
  bench = await openWorkbench(policyWith([environment], { confirmWithin: '11s', drain: '200ms' }));
  disk = await smallDisk(join(bench.home, 'hosts/prod'));
  failingHost = await bundledHost('failing-host', bench.home);
  live = await bench.build({ defect: 'slow-route', ms: 100 });
  next = await bench.build({ defect: 'slow-route', ms: 100, nonce: 2 });
  expect((await bench.run(['deploy', 'prod', '--artifact', live.digest, '--yes'])).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await stopHost(bench, 'prod');
  await disk.remove();
  await bench.close();
}, 60_000);

describe('wherever a deployment meets', () => {
  it('a full disk, users are sent back at once, but for a release that was confirmed', async () => {
    for (const from of await placesOf('ENOSPC')) {
      const expected = from.startsWith('deployment-ended') ? next : live;
      await at(from, async () => {
        const { facts } = await strike({ code: 'ENOSPC', from });
        expect(facts.serving).toEqual([expected.release.id]);
      });
    }
    await expectTheSameAgainDeploys();
  }, 600_000);

  it('a disk that is read-only, users stay where they are until the next command', async () => {
    const places = (await placesOf('EROFS')).filter((place) => !TAKES_SPACE.test(place));
    for (const from of firstOfEachKind(places)) await at(from, () => strike({ code: 'EROFS', from }));
    await expectTheSameAgainDeploys();
  }, 600_000);

  it('a moment without file descriptors, nothing is held against the release', async () => {
    for (const from of firstOfEachKind(await placesOf('EMFILE'))) {
      await at(from, async () => {
        const { result } = await strike({ code: 'EMFILE', from, isShort: true });
        expect(result.reasonCode).toMatch(/^(deployed|filesystem-refused|not-confirmed)$/);
      });
    }
    await expectTheSameAgainDeploys();
  }, 600_000);
});

describe('while a deployment waits for its confirmation', () => {
  it('the disk is filled: users are sent back, and the next command writes it down', async () => {
    if (!disk.isReal) return strikeInTheMidst('ENOSPC');
    await inTheMidst(
      async () => {
        await disk.fill('wholly');
        // The journal’s last page may have had room for the end, or for all that the revert writes: then nothing was refused.
        return {
          outcome: /^(?:frozen|reverted)$/,
          reasonCode: /^(?:no-space-left|not-confirmed)$/,
          serves: live,
        };
      },
      () => disk.empty(),
    );
  }, 60_000);

  it('the disk becomes read-only: users stay, and the next command sends them back', async () => {
    if (!disk.isReal) return strikeInTheMidst('EROFS');
    await inTheMidst(
      async () => {
        await disk.makeReadOnly();
        return { outcome: /^frozen$/, reasonCode: /^filesystem-refused$/, serves: next };
      },
      () => disk.makeWritable(),
    );
  }, 60_000);

  it('the host program may open nothing more: users stay, and the next command sends them back', async () => {
    await inTheMidst(async () => {
      const pid = await ownerOf(bench, 'prod');
      await promisify(execFile)('prlimit', ['--pid', String(pid), '--nofile=1:1']);
      return { outcome: /^frozen$/, reasonCode: /^filesystem-refused$/, serves: next };
    });
  }, 60_000);

  interface Expected {
    readonly outcome: RegExp;
    readonly reasonCode: RegExp;
    readonly serves: PackagedArtifact;
  }

  async function inTheMidst(
    strikes: () => Promise<Expected>,
    mend: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    await underTraffic(bench, async () => {
      const { deployment, ended } = await deployUnattended(bench, wish(next), {
        limits: { confirmWithin: 5000 },
      });
      await reachesStep(bench, 'prod', { deployment, step: 'confirmed' });
      const { outcome, reasonCode, serves } = await strikes();
      const last = (await ended).at(-1);
      const facts = await seen();
      await mend();
      expect(last).toMatchObject({
        result: {
          outcome: expect.stringMatching(outcome),
          reasonCode: expect.stringMatching(reasonCode),
        },
      });
      expect(facts).toMatchObject({ recorded: live.release.id, serving: [serves.release.id], bad: [] });
      await putRight();
    });
    await expectTheSameAgainDeploys();
  }

  /** Where no disk can be mounted, the host program is made to believe it. */
  async function strikeInTheMidst(code: Fault['code']): Promise<void> {
    await strike({ code, from: 'confirmed appendDurably journal.jsonl step-finished' });
    await expectTheSameAgainDeploys();
  }
});

/** Where the system could refuse something, of a deployment in which it refuses nothing. */
async function placesOf(code: Fault['code']): Promise<string[]> {
  expect(await deployFailing({ code })).toMatchObject({ outcome: 'deployed' });
  swap();
  return (await readFile(join(bench.home, 'hosts/prod.places'), 'utf8')).split('\n').slice(0, -1);
}

/** The same operation on the same thing comes again in most steps, and how often something is read differs. */
function firstOfEachKind(places: readonly string[]): string[] {
  const kinds = new Map(
    places.map((place) => [place.split(' ').slice(1, 3).join(' '), place] as const).reverse(),
  );
  return [...kinds.values()].reverse();
}

/** One run with the fault, and what is left is put right: whatever became of it, one release serves, the recorded one. */
async function strike(fault: Fault): Promise<{ result: DeploymentResult; facts: HostFacts }> {
  const struck = await underTraffic(bench, async () => {
    const result = await deployFailing(fault);
    const facts = await seen();
    expect(facts).toMatchObject({ bad: [], serving: [expect.any(String)] });
    // Whoever says that nothing was changed, or that it was taken back, has written it down.
    if (result.outcome === 'frozen') await putRight();
    else expect(facts.unfinished).toEqual([]);
    return { result, facts };
  });
  const after = await seen();
  if (after.recorded === next.release.id) swap();
  expect(after).toEqual(servingAlone(live));
  return struck;
}

async function putRight(): Promise<void> {
  const { limits } = await orderFor(bench, wish(next));
  const resumed = await tellHost(bench, 'prod', { command: 'resume', limits });
  expect(resumed).toMatchObject([{ kind: 'resumed', resumed: { isServing: true } }]);
}

async function expectTheSameAgainDeploys(): Promise<void> {
  expect(await underTraffic(bench, () => askHost(bench, wish(next)))).toMatchObject({ outcome: 'deployed' });
  swap();
  await expectServing(bench, 'prod', live);
}

/** The release is unpacked anew each time. */
async function deployFailing(fault: Fault): Promise<DeploymentResult> {
  const root = join(bench.home, 'hosts/prod');
  await writeFile(`${root}.fault.json`, JSON.stringify(fault));
  await rm(`${root}.places`, { force: true });
  await systemFiles.removeTree(join(root, 'releases', next.release.id));
  return askHost(bench, wish(next), { program: failingHost, limits: LIMITS });
}

/** A failure names the place. */
async function at(place: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(`${place}: ${messageOf(error)}`, { cause: error });
  }
}

function seen(): Promise<HostFacts> {
  return hostFactsOf(bench, 'prod', `http://127.0.0.1:${bench.portBase}`);
}

function servingAlone({ release: { id } }: PackagedArtifact): HostFacts {
  return { recorded: id, serving: [id], running: [id], bad: [], unfinished: [] };
}

function wish({ release, path }: PackagedArtifact): HostWish {
  return { environment: 'prod', release, archive: path };
}

/** What was deployed serves from here on. */
function swap(): void {
  [live, next] = [next, live];
}
