import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { openAdopted, PUBLISHED, releaseActions, server } from './adopted.ts';
import { endOf, openTeam, type Team } from './team.ts';

jest.setTimeout(400_000);

let folder: string;
let team: Team;

/** A repository that has nothing of this one’s but what `adopt` wrote, and the actions as they are released. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tg-r-'));
  const release = await releaseActions(join(folder, 'tidegate'));
  team = await openTeam({
    published: { [PUBLISHED]: release.folder },
    open: (home, roots) => openAdopted(home, { roots, ref: release.commit }),
  });
  // As `npm run setup:github` leaves it.
  team.github.state.settings.shaPinningRequired = true;
});

afterAll(async () => {
  await team.close();
  await systemFiles.removeTree(folder);
});

it('goes to production with the released actions, once somebody has agreed', async () => {
  const run = await team.push('Show another', { 'server.js': server('Mon oncle') });
  await team.untilAsked(run);
  await team.review(run, 'approved');
  await run.settled();
  expect(endOf(run)).toBe('success');
  for (const environment of ['development', 'staging', 'production'])
    expect(team.record(environment)).toMatchObject([{ task: 'deploy', state: 'success' }]);
  expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
});
