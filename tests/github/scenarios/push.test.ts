import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { sound } from './defects.ts';
import { openTeam, type Team } from './team.ts';

jest.setTimeout(400_000);

let team: Team | undefined;

afterEach(async () => {
  await team?.close();
  team = undefined;
});

describe('a push to main', () => {
  it('goes through development and staging to production, which somebody approves', async () => {
    team = await openTeam();
    const run = await team.push('Sell more', sound(1));
    await run.waitFor(
      () => run.status === 'waiting' || run.status === 'completed',
      'somebody is asked',
      300_000,
    );
    console.log(
      run.jobs
        .map(
          (job) =>
            `${job.id} ${job.status} ${job.conclusion} ${job.steps.map((s) => `${s.name}:${s.conclusion}`).join(', ')}\n${job.conclusion === 'failure' ? job.log.join('\n') : ''}`,
        )
        .join('\n'),
    );
    await team.review(run, 'approved');
    await run.settled();
    console.log(
      run.jobs
        .map(
          (job) =>
            `${job.id} ${job.status} ${job.conclusion}\n${job.conclusion === 'failure' ? job.log.join('\n') : ''}`,
        )
        .join('\n'),
    );
    expect(run.conclusion).toBe('success');
    expect(team.github.unknownRoutes).toEqual([]);
    expect(team.record('production')).toMatchObject([{ task: 'deploy', state: 'success' }]);
  });
});
