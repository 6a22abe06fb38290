import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import type { Run } from '../runner/run.ts';
import { filesIn } from '../runner/zip.ts';
import { failsOnceLiveIn, neverReadyIn, sound } from './defects.ts';
import { endOf, openTeam, type Team } from './team.ts';

jest.setTimeout(400_000);

/** One server for all of it: each scenario goes on where the one before left the environments. */
let folder: string;
let team: Team;
let first: Run;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tgh-'));
  // Open to others: a database may run as another user.
  await chmod(folder, 0o711);
  team = await openTeam({ home: join(folder, 'h'), gates: ['build', 'config'] });
});

afterAll(async () => {
  await team.close();
  await systemFiles.removeTree(folder);
});

function live(environment = 'production'): string | undefined {
  return team.record(environment).find(({ state }) => state === 'success')?.release;
}

function newest(environment = 'production'): Partial<ReturnType<Team['record']>[number]> {
  return team.record(environment)[0] ?? {};
}

/** Paths in what the deployment to an environment kept of its evidence. */
function evidenceOf(run: Run, environment: string): readonly string[] {
  const { artifacts } = team.github.state;
  const kept = artifacts.find((each) => each.run === run.id && each.name === `evidence-${environment}`);
  if (kept === undefined) throw new Error(`The run kept no evidence of ${environment}.`);
  return [...filesIn(kept.bytes).keys()];
}

async function through(run: Run): Promise<Run> {
  await team.untilAsked(run);
  await team.review(run, 'approved');
  await run.settled();
  return run;
}

describe('production, on a server of the team’s own', () => {
  it('serves what somebody approved', async () => {
    first = await through(await team.push('Open', sound(1)));
    expect([endOf(first), newest().state]).toEqual(['success', 'success']);
    const second = await through(await team.push('Sell more', sound(2)));
    expect([endOf(second), newest().state]).toEqual(['success', 'success']);
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
    const before = live();
    const run = await team.push('Sell it all', sound(3));
    await team.untilAsked(run);
    await team.review(run, 'rejected');
    await run.settled();
    expect([run.conclusion, live(), run.job('production').conclusion]).toEqual([
      'failure',
      before,
      'skipped',
    ]);
  });

  it('goes back by itself when users see the new release fail, and the run is red', async () => {
    const before = live();
    const run = await through(await team.push('Break it', failsOnceLiveIn('production')));
    expect(run.conclusion).toBe('failure');
    expect(newest()).toMatchObject({ state: 'failure' });
    expect(newest().description).toMatch(/^reverted/);
    expect(live()).toBe(before);
    expect(run.job('production.deploy').summary).toContain('reverted');
    const issues = team.github.state.issues.filter(({ title }) => title.includes('production'));
    expect(issues).toHaveLength(1);
    // The same artifact once more: it is bad there now.
    await run.rerun({ failedOnly: true, actor: 'ann' });
    await run.settled();
    expect([run.conclusion, live()]).toEqual(['failure', before]);
  });

  it('is never reached by what staging proves bad', async () => {
    const before = live();
    const run = await team.push('Break staging', neverReadyIn('staging'));
    await run.settled();
    expect([run.conclusion, run.job('staging.deploy').conclusion, run.job('plan').conclusion]).toEqual([
      'failure',
      'failure',
      'skipped',
    ]);
    expect([live(), live('development') === newest('development').release]).toEqual([before, true]);
  });

  it('is not taken back by an old run that is run again', async () => {
    const before = live();
    await first.rerun({ failedOnly: false, actor: 'ann' });
    await first.settled();
    expect([first.conclusion, live()]).toEqual(['failure', before]);
  });

  it('is rolled back by hand, and the same run again changes nothing', async () => {
    const before = live();
    const run = await team.dispatch('rollback', { environment: 'production', reason: 'Orders fail' });
    await run.settled();
    expect([run.conclusion, newest().task, newest().state]).toEqual(['success', 'rollback', 'success']);
    const after = live();
    expect(after).not.toBe(before);
    await run.rerun({ failedOnly: false, actor: 'ann' });
    await run.settled();
    expect([run.conclusion, live()]).toEqual(['success', after]);
  });

  it('asked nothing of GitHub that GitHub has not', () => {
    expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
  });
});
