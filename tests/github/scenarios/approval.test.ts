import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Run } from '../runner/run.ts';
import { sound } from './defects.ts';
import { openProduction, QUICK, releaseOf, toldBy, type Production } from './production.ts';
import { endOf } from './team.ts';

jest.setTimeout(400_000);

let production: Production;
/** Pushed one after the other, each while those before it wait for a reviewer. */
let older: Run;
let middle: Run;
let newest: Run;

beforeAll(async () => {
  // Long enough that two others are approved while one deploys.
  production = await openProduction({ ...QUICK, production: { watch: { window: '3s' } } });
});

afterAll(async () => {
  await production.close();
});

function conclusions(run: Run): unknown[] {
  return [run.conclusion, run.job('production.deploy').conclusion, run.job('ci-ok').conclusion];
}

const REFUSED = ['failure', 'failure', 'failure'];

describe('runs that wait for a reviewer', () => {
  it('hold up nobody, and are each asked about', async () => {
    const { team } = production;
    const runs: Run[] = [];
    for (const nonce of [1, 2, 3]) {
      const run = await team.push(`Sell ${nonce}`, sound(nonce));
      await team.untilAsked(run);
      runs.push(run);
    }
    [older, middle, newest] = runs as [Run, Run, Run];
    expect(runs.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(production.live('staging')).toBe(releaseOf(newest));
  });

  it('go on when they are approved late, and production is as it was planned for', async () => {
    const { team } = production;
    await team.review(middle, 'approved');
    await middle.waitFor(
      ({ jobs }) => jobs.some(({ id, status }) => id === 'production.deploy' && status === 'in_progress'),
      'the one in the middle deploys',
    );
    await team.review(newest, 'approved');
    await team.review(older, 'approved');
    await middle.settled();
    expect([endOf(middle), production.live()]).toEqual(['success', releaseOf(middle)]);
  });

  it('are none of them dropped from the queue: what is older than the live one is refused', async () => {
    await older.settled();
    expect(conclusions(older)).toEqual(REFUSED);
    expect(toldBy(older)).toContain('downgrade-refused');
  });

  it('are refused when another release went live since the plan, and change nothing', async () => {
    await newest.settled();
    expect(conclusions(newest)).toEqual(REFUSED);
    expect(toldBy(newest)).toContain('plan-changed');
    expect(toldBy(newest)).toContain('Run the whole workflow again');
    expect(production.team.record('production')).toMatchObject([
      { release: releaseOf(middle), state: 'success' },
    ]);
  });
});

describe('a run that was refused for its plan', () => {
  it('asks again when it is run again as a whole, and is refused for a secret that was changed meanwhile', async () => {
    const { team } = production;
    const run = newest;
    await run.rerun({ actor: 'ann' });
    await team.untilAsked(run);
    expect(run.status).toBe('waiting');
    const value = randomBytes(32).toString('base64url');
    team.github.setSecret('JWT_SECRET', { value, environment: 'production' });
    await production.through(run);
    expect(conclusions(run)).toEqual(REFUSED);
    expect(toldBy(run)).toContain('plan-changed');
    // With the yes that it has.
    await run.rerun({ failedOnly: true, actor: 'ann' });
    await run.settled();
    expect(conclusions(run)).toEqual(REFUSED);
    expect(toldBy(run)).toContain('plan-changed');
    expect([production.live(), team.record('production').length]).toEqual([releaseOf(middle), 1]);
  });

  it('goes live once the new plan is approved', async () => {
    const run = newest;
    await run.rerun({ actor: 'ann' });
    await production.through(run);
    expect([endOf(run), production.live()]).toEqual(['success', releaseOf(run)]);
    const { unknownRoutes, faults } = production.team.github;
    expect([unknownRoutes, faults]).toEqual([[], []]);
  });
});
