import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import type { Run } from '../runner/run.ts';
import { failsOnceLiveIn, sound } from './defects.ts';
import { ownServer, type OwnServer } from './own-server.ts';
import { missingIn, pageOf } from './page.ts';
import { endOf, openTeam, type Team } from './team.ts';

jest.setTimeout(400_000);

const LONG_AGO = '2020-01-01T00:00:00Z';

/** One server for all of it: each scenario goes on where the one before left production. */
let server: OwnServer;
let team: Team;
let first: string;
let second: string;
let bad: string;

beforeAll(async () => {
  server = await ownServer();
  team = await openTeam({ home: server.home, gates: ['build'], production: { approval: false } });
});

afterAll(async () => {
  await team.close();
  await server.remove();
});

async function shipped(run: Run, conclusion: string): Promise<string> {
  await run.settled();
  if (run.conclusion !== conclusion) throw new Error(endOf(run));
  return run.job('package').outputs['release'] ?? '';
}

/** To its end; one that waits for somebody would wait for ever. */
async function unasked(run: Run): Promise<Run> {
  await run.waitFor(({ status }) => status === 'waiting' || status === 'completed', 'it ends', 300_000);
  if (run.status === 'waiting') throw new Error('Somebody is asked.');
  return run;
}

function live(): string | undefined {
  return team.record('production').find(({ state }) => state === 'success')?.release;
}

function toProduction(release: string): Promise<Run> {
  return team.dispatch('rollback', { environment: 'production', release, reason: 'Orders fail' });
}

/** As when a disk was lost, or old releases were cleared away. */
async function vanish(release: string): Promise<void> {
  const releases = join(server.home, 'hosts/production/releases');
  for (const name of await readdir(releases))
    if (name.startsWith(release)) await systemFiles.removeTree(join(releases, name));
  await systemFiles.removeTree(join(server.home, 'artifacts', digestOf(release)));
}

function runOf(release: string): Run {
  const run = team.world.runs.find(({ jobs }) => jobs.some(({ outputs }) => outputs['release'] === release));
  if (run === undefined) throw new Error(`No run made ${release}.`);
  return run;
}

function digestOf(release: string): string {
  return runOf(release).job('package').outputs['digest'] ?? '';
}

// One test a push: each has its own time, on a machine that may be busy.
describe('production', () => {
  it('serves one release', async () => {
    first = await shipped(await team.push('Open', sound(1)), 'success');
    expect(live()).toBe(first);
  });

  it('serves the next one', async () => {
    second = await shipped(await team.push('Sell more', sound(2)), 'success');
    expect(live()).toBe(second);
  });

  it('goes back by itself from the one after', async () => {
    bad = await shipped(await team.push('Break it', failsOnceLiveIn('production')), 'failure');
    expect([live(), team.record('production')[0]?.release]).toEqual([second, bad]);
  });
});

describe('a rollback of production', () => {
  it('goes in a freeze, which no deployment does, to a good release that only GitHub has, and asks nobody', async () => {
    const policy = await team.shop.git('show', 'HEAD:.github/tidegate.yml');
    const freeze =
      '    freezes: [{ from: 2020-01-01T00:00:00Z, until: 2999-01-01T00:00:00Z, reason: Holidays }]\n';
    const frozen = policy.replaceAll(/^( {2}- name: (?:development|production)\n)/gm, `$1${freeze}`);
    const late = await (await team.push('Freeze', { ...sound(3), '.github/tidegate.yml': frozen })).settled();
    expect(missingIn(pageOf(late.job('development.deploy')), ['deployment-freeze', 'Holidays'])).toEqual([]);
    await vanish(first);
    const run = await unasked(await toProduction(first));
    expect([endOf(run), live()]).toEqual(['success', first]);
    expect(team.record('production')[0]).toMatchObject({ task: 'rollback', release: first });
    await team.shop.commit('Thaw', { '.github/tidegate.yml': policy });
  });

  it('is refused for a release that is kept nowhere, with those that are', async () => {
    await vanish(second);
    for (const artifact of team.github.state.artifacts)
      if (artifact.run === runOf(second).id) artifact.expires_at = LONG_AGO;
    const run = await unasked(await toProduction(second));
    expect(missingIn(pageOf(run.job('choose')), ['artifact-expired', second, first])).toEqual([]);
    expect([run.job('rollback').conclusion, run.job('rolled-back').conclusion, live()]).toEqual([
      'skipped',
      'failure',
      first,
    ]);
  });

  it('is refused for a release that was never there, with those that were', async () => {
    const run = await unasked(await toProduction('0.9.9-0000000-00000000'));
    expect(missingIn(pageOf(run.job('choose')), ['unknown-release', 'Nearest: ', first])).toEqual([]);
    expect([run.job('rolled-back').conclusion, live()]).toEqual(['failure', first]);
  });

  it('asks before it goes to a release that was bad there, whatever the policy says of deployments', async () => {
    const refused = await toProduction(bad);
    await team.untilAsked(refused);
    await team.review(refused, 'rejected');
    await refused.settled();
    expect([refused.job('rollback').conclusion, refused.conclusion]).toEqual(['skipped', 'failure']);
    const agreed = await toProduction(bad);
    await team.untilAsked(agreed);
    await team.review(agreed, 'approved');
    await agreed.settled();
    expect(team.record('production')[0]).toMatchObject({ task: 'rollback', release: bad, state: 'failure' });
    expect([agreed.conclusion, live()]).toEqual(['failure', first]);
  });
});

it('asked nothing of GitHub that GitHub has not', () => {
  expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
});
