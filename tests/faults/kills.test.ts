import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import { askHost } from '../support/ask-host.ts';
import { lastEnding, startUntilStep, stepsBegun } from '../support/interrupt.ts';
import { processesOf, waitUntilServing, waitUntilStartedAgain } from '../support/running.ts';
import { expectServing } from '../support/serves.ts';
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
 * Programs die at every step of a deployment, under strict clients. Not one request fails; one whole release serves, the
 * recorded one; and the same command again deploys.
 */
const LIMITS = { confirmWithin: '11s', drain: '200ms' };

let bench: Workbench;
let cutHost: string;
/** What serves, and what is deployed over it. */
let live: PackagedArtifact;
let next: PackagedArtifact;

beforeAll(async () => {
  bench = await openWorkbench(
    policyWith([environmentNamed('prod', { watch: QUICK_WATCH, ...ONE_WORKER })], LIMITS),
  );
  cutHost = await bundledHost('cut-host', bench.home);
  live = await bench.build({ defect: 'slow-route', ms: 300 });
  next = await bench.build({ defect: 'slow-route', ms: 300, nonce: 2 });
  expect((await bench.run(deployment(live))).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

const STEPS = [
  'preflight',
  'staged',
  'migrated',
  'started',
  'proven',
  'switched',
  'watched',
  'confirmed',
] as const;
/** One for the beginning, two a step, one for the end. */
const LINES = 2 + 2 * STEPS.length;

describe('the host program, killed', () => {
  const cuts = Array.from({ length: LINES }, (_, index) => index + 1).flatMap((line) =>
    (line % 6 === 0 ? (['before', 'within', 'after'] as const) : (['before', 'after'] as const)).map(
      (when) => [when, line] as const,
    ),
  );

  it.each(cuts)(
    '%s line %i of its journal, leaves one release serving, and the same again deploys',
    async (when, line) => {
      await writeFile(join(bench.home, 'hosts/prod.cut.json'), JSON.stringify({ line, when }));
      await underTraffic(bench, async () => {
        const cut = await askHost(bench, wish(next), { program: cutHost });
        expect(cut).toMatchObject({ outcome: 'frozen', reasonCode: 'host-lost' });
        const again = await askHost(bench, wish(next));
        const isThrough = line === LINES && when === 'after';
        const isConfirmed = line === LINES || (line === LINES - 1 && when === 'after');
        expect(again.outcome).toBe(isThrough || isConfirmed ? 'unchanged' : 'deployed');
        expect(again.live?.release).toEqual(next.release);
      });
      swap();
      await expectServing(bench, 'prod', live);
    },
    60_000,
  );
});

describe('the front, killed (who asks before it is back fails)', () => {
  it.each(['switched', 'watched'] as const)(
    'in the step %s, comes back, and the deployment ends well',
    async (step) => {
      let back = Infinity;
      await underTraffic(
        bench,
        async () => {
          const { ended } = await startUntilStep(bench, 'prod', { args: deployment(next), step });
          const { program } = await processesOf(bench, 'prod', 'front');
          process.kill(-program, 'SIGKILL');
          await waitUntilStartedAgain(bench, 'prod', { name: 'front', program });
          await waitUntilServing(bench.portBase, next);
          back = performance.now();
          expect(await ended).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
        },
        ({ what, at }) => at < back && /ECONN|EPIPE|hang up/.test(what),
      );
      swap();
      await expectServing(bench, 'prod', live);
    },
    60_000,
  );
});

describe('the command, killed', () => {
  it.each(STEPS)(
    'in the step %s, leaves the host to revert by itself at the deadline',
    async (step) => {
      await underTraffic(bench, async () => {
        const { command, ended } = await startUntilStep(bench, 'prod', { args: deployment(next), step });
        process.kill(command, 'SIGKILL');
        await ended;
        await waitUntil(async () => (await lastEnding(bench, 'prod')) !== undefined, 'the host has ended');
        const ending = await lastEnding(bench, 'prod');
        // Killed that late, it may have confirmed just before.
        if (step === 'confirmed' && ending?.outcome === 'deployed') swap();
        else expect(ending).toMatchObject({ outcome: 'reverted', reasonCode: 'not-confirmed', marks: [] });
      });
      await expectServing(bench, 'prod', live);
    },
    60_000,
  );
});

describe('the command, asked to end', () => {
  const asked = STEPS.flatMap((step) =>
    (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => [signal, step] as const),
  );

  it.each(asked)(
    'by %s in the step %s, takes the deployment back and says so',
    async (signal, step) => {
      await underTraffic(bench, async () => {
        const { command, ended } = await startUntilStep(bench, 'prod', { args: deployment(next), step });
        process.kill(command, signal);
        const { json, exitCode } = await ended;
        if (step === 'confirmed' && json['outcome'] === 'deployed') {
          expect(exitCode).toBe(0);
          swap();
          return;
        }
        expect(json).toMatchObject({ reasonCode: 'abandoned', release: live.release });
        // The host may have gone a step further before it hears of it; what is changed by then is reverted.
        const mayHaveChanged = (await stepsBegun(bench, 'prod')).includes('migrated');
        expect([json['outcome'], exitCode]).toEqual(
          !mayHaveChanged || json['outcome'] === 'refused' ? ['refused', 3] : ['reverted', 4],
        );
      });
      await expectServing(bench, 'prod', live);
    },
    60_000,
  );
});

function wish({ release, path }: PackagedArtifact): Parameters<typeof askHost>[1] {
  return { environment: 'prod', release, archive: path };
}

function deployment({ digest }: PackagedArtifact): string[] {
  return ['deploy', 'prod', '--artifact', digest, '--yes'];
}

/** What was deployed serves from here on. */
function swap(): void {
  [live, next] = [next, live];
}
