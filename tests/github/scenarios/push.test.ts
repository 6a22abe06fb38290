import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { sound } from './defects.ts';
import { openTeam, type Team } from './team.ts';

jest.setTimeout(400_000);

let team: Team | undefined;

afterEach(async () => {
  await team?.close();
  team = undefined;
});

/** The host of every environment is the job’s own machine: nothing but GitHub’s record lasts from job to job. */
describe('a push to main', () => {
  it('goes through development and staging to production, which somebody approves', async () => {
    team = await openTeam();
    const run = await team.push('Sell more', sound(1));
    await team.untilAsked(run);
    expect(run.job('plan').summary).toContain('0.1.0');
    await team.review(run, 'approved');
    await run.settled();
    expect([run.conclusion, run.job('publish').conclusion]).toEqual(['success', 'skipped']);
    for (const environment of ['development', 'staging', 'production'])
      expect(team.record(environment)).toMatchObject([{ task: 'deploy', state: 'success' }]);
    expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
  });

  it('of a fork that nobody has set up is green, and does not come to production', async () => {
    team = await openTeam({ production: { from: 'releases' }, isSetUp: false });
    const run = await team.push('Try it', sound(1));
    await run.settled();
    expect([run.conclusion, run.job('plan').conclusion]).toEqual(['success', 'skipped']);
    expect([team.record('staging').length, team.record('production').length]).toEqual([1, 0]);
  });
});
