import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Run } from '../runner/run.ts';
import { failsOnceLiveIn, sound } from './defects.ts';
import { openProduction, QUICK, releaseOf, toldBy, type Production } from './production.ts';
import { endOf } from './team.ts';

jest.setTimeout(400_000);

let production: Production;
let first: Run;
let second: Run;

beforeAll(async () => {
  production = await openProduction(QUICK);
});

afterAll(async () => {
  await production.close();
});

function warningsOf(run: Run): string[] {
  const { annotations } = run.job('production.deploy');
  return annotations.filter(({ level }) => level === 'warning').map(({ message }) => message);
}

describe('GitHub out of order while production deploys', () => {
  it('refuses the deployment where nobody can say who approved it', async () => {
    const { team } = production;
    first = await team.push('Open', sound(1));
    await team.untilAsked(first);
    await team.review(first, 'approved');
    const outage = team.github.outage({ match: /^GET .*\/approvals/, kind: 503 });
    await first.settled();
    outage.end();
    expect([first.conclusion, first.job('production.deploy').outputs['outcome']]).toEqual([
      'failure',
      'refused',
    ]);
    expect(toldBy(first)).toContain('github-unreachable');
    expect(team.record('production')).toEqual([]);
  });

  it('changes nothing about a deployment that goes well: it is green, and its record is late', async () => {
    const { team } = production;
    const run = first;
    const outages = [
      team.github.outage({ match: /^GET .*\/deployments\?/, kind: 'timeout', times: 1 }),
      team.github.outage({ match: /^POST .*\/deployments/, kind: 502 }),
    ];
    await run.rerun({ failedOnly: true, actor: 'ann' });
    await run.settled();
    for (const outage of outages) outage.end();
    expect([endOf(run), run.job('production.deploy').outputs['outcome']]).toEqual(['success', 'deployed']);
    expect(warningsOf(run).join('\n')).toContain('The record on GitHub is delayed');
    expect(team.record('production')).toEqual([]);
  });

  it('changes nothing about one that is reverted; what is missing of the one before was made up for', async () => {
    const { team } = production;
    second = await team.push('Break it', failsOnceLiveIn('production'));
    await team.untilAsked(second);
    await team.review(second, 'approved');
    await second.waitFor(
      ({ status }) => status === 'completed' || production.newest().state === 'in_progress',
      'the deployment is recorded as begun',
      120_000,
    );
    const outages = [
      team.github.outage({ match: /^POST .*\/statuses/, kind: 'secondary-rate-limit', retryAfterSeconds: 1 }),
      team.github.outage({ match: /^\w+ .*\/issues/, kind: 504 }),
    ];
    await second.settled();
    for (const outage of outages) outage.end();
    expect([second.conclusion, second.job('production.deploy').outputs['outcome']]).toEqual([
      'failure',
      'reverted',
    ]);
    expect(toldBy(second)).toContain('errors-high');
    const warnings = warningsOf(second).join('\n');
    expect(warnings).toContain('The record on GitHub is delayed');
    expect(warnings).toContain('No issue tells of it');
    expect(team.github.state.issues).toEqual([]);
    expect(team.record('production')).toMatchObject([
      { release: releaseOf(second), state: 'in_progress' },
      { release: releaseOf(first), state: 'success' },
    ]);
  });

  it('is made up for by the next run, which knows what was reverted', async () => {
    const { team } = production;
    const run = second;
    await run.rerun({ failedOnly: true, actor: 'ann' });
    await run.settled();
    expect(run.conclusion).toBe('failure');
    expect(toldBy(run)).toContain('release-bad');
    expect(team.record('production')).toMatchObject([
      { release: releaseOf(second), state: 'failure' },
      { release: releaseOf(second), state: 'failure' },
      { release: releaseOf(first), state: 'success' },
    ]);
    const [again, reverted] = team.record('production').map(({ description }) => description);
    expect(reverted).toMatch(/^reverted: errors-high/);
    expect(again).toMatch(/^refused: release-bad/);
    expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
  });
});
