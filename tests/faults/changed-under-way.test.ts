import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { configurationHash, parseConfiguration } from '../../actions/src/configuration/environment-file.ts';
import { UserError } from '../../actions/src/errors.ts';
import type { Served } from '../../actions/src/ledger/events.ts';
import { artifactOf } from '../../actions/src/pipeline/artifacts.ts';
import { promote, type Promotion } from '../../actions/src/pipeline/promotion.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { withConfiguration, withPolicy } from '../support/arrange.ts';
import { deployUnattended, openEnvironment, tellHost } from '../support/ask-host.ts';
import { lastEnding, ledgerOf, reachesStep, startUntilWatch } from '../support/interrupt.ts';
import { beginOutage, endOutage } from '../support/outage.ts';
import { processesOf, waitUntilLetGo, waitUntilReady, waitUntilStartedAgain } from '../support/running.ts';
import { expectServing, remediesOf } from '../support/serves.ts';
import { underTraffic } from '../support/under-traffic.ts';
import {
  APPLICATION,
  environmentNamed,
  ONE_WORKER,
  openWorkbench,
  policyWith,
  QUICK_WATCH,
  type Outcome,
  type Workbench,
} from '../support/workbench.ts';

/** What a deployment began with is changed under it. It goes on with what it began with, or refuses: never with some of both. */
const FINE = { defect: 'outage', ms: 300 };
const ENVIRONMENTS = [
  environmentNamed('prod', { watch: { ...QUICK_WATCH, window: '2s' }, approval: true, ...ONE_WORKER }),
];
const LIMITS = { drain: '200ms', readyWithin: '8s' };

let bench: Workbench;
let live: PackagedArtifact;
let next: PackagedArtifact;

beforeAll(async () => {
  bench = await openWorkbench(policyWith(ENVIRONMENTS, LIMITS));
  live = await bench.build(FINE);
  next = await bench.build({ ...FINE, nonce: 2 });
  expect((await deploy(live)).exitCode).toBe(0);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

describe('in the watch', () => {
  it('another configuration of the environment counts for the next command only', async () => {
    const { configHash } = await recorded();
    await underTraffic(bench, async () => {
      const { ended } = await startUntilWatch(bench, 'prod', deployment(next));
      await withConfiguration(bench, 'prod', ["RATE_LIMIT_MAX_REQUESTS='999999'"]);
      expect(await ended).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
      expect(await recorded()).toEqual({ release: next.release, configHash });
      expect(await deploy(next)).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
    });
    const now = await recorded();
    expect(now.configHash).not.toBe(configHash);
    expect(await configurationAnswering()).toBe(now.configHash);
    swap();
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('a changed file of the configuration is refused by the next command, and put right by --forward-only', async () => {
    await underTraffic(bench, async () => {
      const { ended } = await startUntilWatch(bench, 'prod', deployment(next));
      const { configHash } = await candidate();
      const path = onHost('config', `${configHash}.env`);
      await appendFile(path, "ADDED='x'\n");
      expect(await ended).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
      // The release before has the same configuration.
      const refused = await deploy(next);
      expect(refused).toMatchObject({ exitCode: 3, json: { reasonCode: 'revert-target-broken' } });
      expect(await deploy(next, '--forward-only')).toMatchObject({
        exitCode: 0,
        json: { outcome: 'deployed' },
      });
      expect(configurationHash(parseConfiguration(await readFile(path, 'utf8')))).toBe(configHash);
    });
    swap();
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('configurations that change everywhere leave a revert what it fixed: digest and configuration', async () => {
    const before = await recorded();
    const path = onHost('config', `${before.configHash}.env`);
    const text = await readFile(path, 'utf8');
    await withConfiguration(bench, 'prod', ["RATE_LIMIT_MAX_REQUESTS='999998'"]);
    await underTraffic(bench, async () => {
      const { command, ended } = await startUntilWatch(bench, 'prod', deployment(live));
      await withConfiguration(bench, 'prod', ["RATE_LIMIT_MAX_REQUESTS='999997'"]);
      await appendFile(path, "RATE_LIMIT_MAX_REQUESTS='1'\n");
      process.kill(command, 'SIGINT');
      expect(await ended).toMatchObject({ exitCode: 4, json: { reasonCode: 'abandoned' } });
      expect(await recorded()).toEqual(before);
      expect(await configurationAnswering()).toBe(before.configHash);
      await writeFile(path, text);
      expect(await deploy(live)).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
    });
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('another policy counts for the next command only', async () => {
    const policy = policyWith(ENVIRONMENTS, LIMITS);
    const smoke = [{ path: '/nowhere', method: 'GET', status: 200 }];
    const undo = await underTraffic(bench, async () => {
      const { ended } = await startUntilWatch(bench, 'prod', deployment(next));
      const changed = await withPolicy(bench, { ...policy, application: { ...APPLICATION, smoke } });
      expect(await ended).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
      return changed;
    });
    await undo();
    swap();
    await expectServing(bench, 'prod', live);
  }, 120_000);
});

describe('a plan', () => {
  it.each([
    ['while a person looks at it', approvedAfter, 3],
    ['on the way to the host', carriedOutAfter, 4],
  ])(
    'that another deployment overtakes %s is not carried out',
    async (_when, arrange, nonce) => {
      const third = await bench.build({ ...FINE, nonce });
      const { project, environment } = await openEnvironment(bench, 'prod');
      const artifact = await artifactOf(project, third.digest);
      const approver = { vouch: () => Promise.resolve(undefined) };
      const promotion = { environment, artifact, approve: () => Promise.resolve(), approver };
      await underTraffic(bench, async () => {
        expect(await reasonOf(arrange(promotion, () => deploy(next)))).toBe('plan-changed');
        await expectServing(bench, 'prod', next);
        expect(await deploy(third)).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
      });
      live = third;
      await expectServing(bench, 'prod', live);
    },
    120_000,
  );
});

describe('the release to revert to', () => {
  it('is gone back to while its processes run, although it was taken off the disk (users of the failing one fail)', async () => {
    const outcome = await underTraffic(
      bench,
      async () => {
        const { ended } = await startUntilWatch(bench, 'prod', deployment(next));
        await systemFiles.removeTree(onHost('releases', live.release.id));
        await beginOutage(bench, 'prod', { users: 'fail' });
        return ended.finally(() => endOutage(bench, 'prod'));
      },
      ({ what }) => what === '500',
    );
    expect(outcome).toMatchObject({ exitCode: 4, json: { outcome: 'reverted', release: live.release } });
    await expectServing(bench, 'prod', live);
    expect(await deploy(next)).toMatchObject({ exitCode: 3, json: { reasonCode: 'release-bad' } });
    // Whole again, for the next row.
    await underTraffic(bench, async () => {
      expect(await deploy(live)).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
    });
    await expectServing(bench, 'prod', live);
  }, 120_000);

  it('is not gone back to when it was changed and has been started anew from that', async () => {
    const third = await bench.build({ ...FINE, nonce: 5 });
    await underTraffic(bench, async () => {
      const { deployment: id, ended } = await deployUnattended(bench, {
        environment: 'prod',
        release: third.release,
        archive: third.path,
      });
      await reachesStep(bench, 'prod', { deployment: id, step: 'watched' });
      await changeFile(onHost('releases', live.release.id, 'server.mjs'));
      const { program } = await processesOf(bench, 'prod', live.release.id);
      await waitUntilLetGo(bench);
      process.kill(-program, 'SIGKILL');
      await waitUntilStartedAgain(bench, 'prod', { name: live.release.id, program });
      await waitUntilReady(bench, 'prod', live.release.id);
      await tellHost(bench, 'prod', { command: 'abandon', deployment: id });
      await ended;
      expect(await lastEnding(bench, 'prod')).toMatchObject({
        outcome: 'frozen',
        reasonCode: 'revert-target-broken',
        live: { release: third.release },
        marks: [],
      });
      expect((await bench.run(['resume'])).exitCode).toBe(0);
      await expectServing(bench, 'prod', third);
      const refused = await deploy(third);
      expect(refused).toMatchObject({ exitCode: 3, json: { reasonCode: 'revert-target-broken' } });
      expect(remediesOf(refused).join()).toContain('--forward-only');
      expect(await deploy(third, '--forward-only')).toMatchObject({ exitCode: 0 });
    });
    await expectServing(bench, 'prod', third);
  }, 120_000);
});

/** What the journal says is live. */
async function recorded(): Promise<Served> {
  const live = (await lastEnding(bench, 'prod'))?.live ?? null;
  if (live === null) throw new Error('expected something live');
  return live;
}

/** What the deployment under way, or the last one, deploys. */
async function candidate(): Promise<Served> {
  const entries = await ledgerOf(bench, 'prod');
  const started = entries.flatMap(({ event }) => (event.type === 'deployment-started' ? [event] : [])).at(-1);
  if (started === undefined) throw new Error('expected a deployment');
  return started.candidate;
}

async function configurationAnswering(): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${bench.portBase}/health`, {
    headers: { connection: 'close' },
  });
  return ((await answer.json()) as { configHash: string }).configHash;
}

function approvedAfter(promotion: Promotion, other: () => Promise<unknown>): Promotion {
  return {
    ...promotion,
    async approve() {
      await other();
    },
  };
}

function carriedOutAfter(promotion: Promotion, other: () => Promise<unknown>): Promotion {
  const { host } = promotion.environment;
  async function deployLater(...wish: Parameters<typeof host.deploy>): ReturnType<typeof host.deploy> {
    await other();
    return host.deploy(...wish);
  }
  return { ...promotion, environment: { ...promotion.environment, host: { ...host, deploy: deployLater } } };
}

/** Of the promotion’s end, be it a result or what a person must mend first. */
async function reasonOf(promotion: Promotion): Promise<string> {
  const { project } = await openEnvironment(bench, 'prod');
  try {
    const { result } = await promote(project, promotion, {
      task: (_title, work) => work(() => undefined),
      show: () => undefined,
    });
    return result.reasonCode;
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

async function changeFile(path: string): Promise<void> {
  await chmod(path, 0o644);
  await appendFile(path, '\n');
}

function onHost(...path: string[]): string {
  return join(bench.home, 'hosts/prod', ...path);
}

function deploy(artifact: PackagedArtifact, ...flags: string[]): Promise<Outcome> {
  return bench.run([...deployment(artifact), ...flags]);
}

function deployment({ digest }: PackagedArtifact): string[] {
  return ['deploy', 'prod', '--artifact', digest, '--yes'];
}

function swap(): void {
  [live, next] = [next, live];
}
