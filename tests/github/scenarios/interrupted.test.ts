import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { waitUntil } from '../../../actions/src/testing/wait-until.ts';
import type { Run } from '../runner/run.ts';
import { sound, stubborn } from './defects.ts';
import { openProduction, QUICK, releaseOf, type Production } from './production.ts';
import { endOf } from './team.ts';

jest.setTimeout(400_000);

const healthSchema = z.object({ release: z.object({ id: z.string() }) });

let production: Production;
let url: string;
let first: Run;
let second: Run;
let third: Run;
let fourth: Run;

beforeAll(async () => {
  production = await openProduction({
    ...QUICK,
    // The watch is when somebody can interfere; what is stopped may take longer than GitHub’s patience of 7.5 s.
    production: { watch: { window: '3s' } },
    deployment: { confirmWithin: '13s', stopWithin: '9s' },
  });
  first = await production.through(await production.team.push('Open', sound(1)));
  expect(endOf(first)).toBe('success');
  url = first.job('production.deploy').outputs['url'] ?? '';
});

afterAll(async () => {
  await production.close();
});

/** What users are answered by. */
async function served(): Promise<string> {
  const answer = await fetch(new URL('/health', url));
  return healthSchema.parse(await answer.json()).release.id;
}

/** Approved, and users are on the new release, which is watched. */
async function switched(message: string, changes: ReturnType<typeof sound>): Promise<Run> {
  const { team } = production;
  const run = await team.push(message, changes);
  await team.untilAsked(run);
  await team.review(run, 'approved');
  return run.waitFor(
    ({ jobs, status }) =>
      status === 'completed' ||
      jobs.some(
        ({ id, log }) => id === 'production.deploy' && log.some((line) => line.trim() === 'switched'),
      ),
    'users are on the new release',
    120_000,
  );
}

describe('a runner that is lost in the middle of a production deployment', () => {
  it('leaves the run red and the record late, and the host goes back by its own deadline', async () => {
    second = await switched('Sell more', sound(2));
    expect(await served()).toBe(releaseOf(second));
    second.loseRunner('production.deploy');
    await second.settled();
    expect([second.conclusion, second.job('ci-ok').conclusion]).toEqual(['failure', 'failure']);
    expect(production.newest()).toMatchObject({ release: releaseOf(second), state: 'in_progress' });
    await waitUntil(async () => (await served()) === releaseOf(first), 'the host has gone back');
  });

  it('is made up for when its job is run again: the record is put right, and the release goes live', async () => {
    const run = second;
    await run.rerun({ failedOnly: true, actor: 'ann' });
    await run.settled();
    expect([endOf(run), await served()]).toEqual(['success', releaseOf(run)]);
    const record = production.team.record('production');
    expect(record.map(({ release, state }) => [release, state])).toEqual([
      [releaseOf(run), 'success'],
      [releaseOf(run), 'failure'],
      [releaseOf(first), 'inactive'],
    ]);
    expect(record[1]?.description).toMatch(/^taken back: not-confirmed/);
  });
});

describe('a run that is cancelled in the middle of a production deployment', () => {
  it('is killed before the host is done, and what comes after the job settles it', async () => {
    const before = await served();
    third = await switched('Sell it all', stubborn(3));
    third.cancel();
    await third.settled();
    const { conclusion, steps } = third.job('production.deploy');
    expect([conclusion, third.job('ci-ok').conclusion]).toEqual(['cancelled', 'failure']);
    expect(await served()).toBe(before);
    expect(production.newest()).toMatchObject({ release: releaseOf(third), state: 'failure' });
    expect(production.newest().description).toMatch(/^taken back: abandoned/);
    expect(steps.find(({ name }) => name === 'Post Deploy')?.conclusion).toBe('success');
  });

  it('is taken back by the deployment itself where there is time for it', async () => {
    const before = await served();
    fourth = await switched('Sell less', sound(4));
    fourth.cancel();
    await fourth.settled();
    expect(fourth.job('production.deploy').conclusion).toBe('cancelled');
    expect(await served()).toBe(before);
    expect(production.newest()).toMatchObject({ release: releaseOf(fourth), state: 'failure' });
    expect(production.newest().description).toMatch(/^taken back: abandoned/);
  });

  it('holds nothing up afterwards', async () => {
    const run = fourth;
    await run.rerun({ failedOnly: true, actor: 'ann' });
    await run.settled();
    expect([endOf(run), await served(), production.live()]).toEqual([
      'success',
      releaseOf(run),
      releaseOf(run),
    ]);
    const { unknownRoutes, faults } = production.team.github;
    expect([unknownRoutes, faults]).toEqual([[], []]);
  });
});
