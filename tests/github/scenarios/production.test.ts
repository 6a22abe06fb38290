import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Run } from '../runner/run.ts';
import { filesIn } from '../runner/zip.ts';
import { failsOnceLiveIn, failsUsersAloneIn, neverReadyIn, sound, USERS_PATH } from './defects.ts';
import { openProduction, toldBy, type Production } from './production.ts';
import { endOf, type Team } from './team.ts';

jest.setTimeout(400_000);

/** One server for all of it: each scenario goes on where the one before left the environments. */
let production: Production;
let team: Team;
let first: Run;

beforeAll(async () => {
  // Long enough for users to come by.
  production = await openProduction({ production: { watch: { window: '1500ms' } } });
  ({ team } = production);
});

afterAll(async () => {
  await production.close();
});

/** Users who ask for what no probe of ours asks for, one after the other, until the work is done. */
async function whileUsersAsk<Result>(url: string, work: Promise<Result>): Promise<Result> {
  let isDone = false;
  async function user(): Promise<void> {
    while (!isDone) await (await fetch(new URL(USERS_PATH, url))).body?.cancel();
  }
  const users = Promise.all(Array.from({ length: 4 }, user));
  try {
    return await work;
  } finally {
    isDone = true;
    await users;
  }
}

/** Paths in what the deployment to an environment kept of its evidence. */
function evidenceOf(run: Run, environment: string): readonly string[] {
  const { artifacts } = team.github.state;
  const kept = artifacts.find((each) => each.run === run.id && each.name === `evidence-${environment}`);
  if (kept === undefined) throw new Error(`The run kept no evidence of ${environment}.`);
  return [...filesIn(kept.bytes).keys()];
}

/** The one open issue about production, with its comments. */
function issue(): string {
  const [found, ...others] = team.github.state.issues.filter(({ title }) => title.includes('production'));
  if (found === undefined || others.length > 0) throw new Error(`There are ${others.length} others.`);
  const comments = team.github.state.comments.filter(({ issue: number }) => number === found.number);
  return [found.body ?? '', ...comments.map(({ body }) => body)].join('\n').replaceAll('\\', '');
}

describe('production, on a server of the team’s own', () => {
  it('serves what somebody approved', async () => {
    first = await production.through(await team.push('Open', sound(1)));
    expect([endOf(first), production.newest().state]).toEqual(['success', 'success']);
    const second = await production.through(await team.push('Sell more', sound(2)));
    expect([endOf(second), production.newest().state]).toEqual(['success', 'success']);
    // Made in the checkout, not in the server's home, so that the run keeps it.
    const kept = evidenceOf(second, 'production').map((path) => path.replace(/^[0-9a-f]{64}\//, 'digest/'));
    expect(kept.toSorted()).toEqual([
      'digest/build.json',
      'digest/config@development.json',
      'digest/config@production.json',
      'digest/config@staging.json',
    ]);
  });

  it('is left alone when the reviewer says no', async () => {
    const before = production.live();
    const run = await team.push('Sell it all', sound(3));
    await team.untilAsked(run);
    await team.review(run, 'rejected');
    await run.settled();
    expect([run.conclusion, production.live(), run.job('production').conclusion]).toEqual([
      'failure',
      before,
      'skipped',
    ]);
  });

  it('goes back by itself when a probe fails after the switch, and the run is red', async () => {
    const before = production.live();
    const run = await production.through(await team.push('Break it', failsOnceLiveIn('production')));
    expect(run.conclusion).toBe('failure');
    expect(production.newest()).toMatchObject({ state: 'failure' });
    expect(production.newest().description).toMatch(/^reverted/);
    expect(production.live()).toBe(before);
    const signal = /failing signal \| errors-high: Of the probes, /;
    expect(toldBy(run)).toMatch(signal);
    expect(issue()).toMatch(signal);
    // The same artifact once more: it is bad there now.
    await run.rerun({ failedOnly: true, actor: 'ann' });
    await run.settled();
    expect([run.conclusion, production.live()]).toEqual(['failure', before]);
  });

  it('goes back by itself when users alone see the new release fail', async () => {
    const before = production.live();
    const url = first.job('production.deploy').outputs['url'] ?? '';
    const run = await team.push('Break the basket', failsUsersAloneIn('production'));
    await team.untilAsked(run);
    await team.review(run, 'approved');
    await whileUsersAsk(url, run.settled());
    expect([run.conclusion, production.live()]).toEqual(['failure', before]);
    expect(production.newest().description).toMatch(/^reverted: errors-high/);
    const signal = /failing signal \| errors-high: Of the requests, /;
    expect(toldBy(run)).toMatch(signal);
    expect(issue()).toMatch(signal);
  });

  it('is never reached by what staging proves bad', async () => {
    const before = production.live();
    const run = await team.push('Break staging', neverReadyIn('staging'));
    await run.settled();
    expect([run.conclusion, run.job('staging.deploy').conclusion, run.job('plan').conclusion]).toEqual([
      'failure',
      'failure',
      'skipped',
    ]);
    expect([
      production.live(),
      production.live('development') === production.newest('development').release,
    ]).toEqual([before, true]);
  });

  it('is not taken back by an old run that is run again', async () => {
    const before = production.live();
    await first.rerun({ failedOnly: false, actor: 'ann' });
    await first.settled();
    expect([first.conclusion, production.live()]).toEqual(['failure', before]);
  });

  it('is rolled back by hand, and the same run again changes nothing', async () => {
    const before = production.live();
    const run = await team.dispatch('rollback', { environment: 'production', reason: 'Orders fail' });
    await run.settled();
    expect([run.conclusion, production.newest().task, production.newest().state]).toEqual([
      'success',
      'rollback',
      'success',
    ]);
    const after = production.live();
    expect(after).not.toBe(before);
    await run.rerun({ failedOnly: false, actor: 'ann' });
    await run.settled();
    expect([run.conclusion, production.live()]).toEqual(['success', after]);
  });

  it('asked nothing of GitHub that GitHub has not', () => {
    expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
  });
});
