import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tick } from '../../../actions/src/prove/checklist/scene.ts';
import type { Run } from '../runner/run.ts';
import { sound } from './defects.ts';
import { ownServer, type OwnServer } from './own-server.ts';
import { toldBy } from './production.ts';
import { endOf, openTeam, type Team } from './team.ts';

jest.setTimeout(600_000);

const GATES = ['build', 'config'];
const PENDING = 'autorelease: pending';
const TAGGED = 'autorelease: tagged';
const CHECKLIST = [
  {
    name: 'Before production',
    items: [
      { id: 'gates', text: 'The gates passed', evidence: ['build', 'config'] },
      { id: 'staging', text: 'Staging serves it', probe: 'release' },
      { id: 'looked', text: 'Somebody looked at it', person: {} },
      { id: 'reviewed', text: 'A second person looked at it', person: { fourEyes: true } },
    ],
  },
];

/** Each scenario goes on where the one before left the release PR. */
let server: OwnServer;
let team: Team;
let released: Run;

beforeAll(async () => {
  server = await ownServer();
  team = await openTeam({
    home: server.home,
    gates: { development: GATES, staging: GATES, production: [...GATES, 'checklist'] },
    production: { from: 'releases' },
    checklist: CHECKLIST,
    keepsReleases: true,
  });
});

afterAll(async () => {
  await team.close();
  await server.remove();
});

function pull(): (typeof team.github.state.issues)[number] & { readonly head: string } {
  const found = team.github.state.issues.findLast((issue) => issue.pull !== undefined);
  if (found?.pull === undefined) throw new Error('There is no release PR.');
  return { ...found, head: found.pull.headSha };
}

function comment(): (typeof team.github.state.comments)[number] {
  const ours = team.github.state.comments.filter(({ issue }) => issue === pull().number);
  expect(ours).toHaveLength(1);
  return ours[0]!;
}

/** The lines of the persons' boxes. */
function boxes(): string[] {
  return comment()
    .body.split('\n')
    .filter((line) => line.startsWith('- ['))
    .map((line) => line.slice(0, 5));
}

function statusAt(sha: string): string | undefined {
  return team.github.state.commitStatuses.findLast((status) => status.sha === sha)?.state;
}

/** Pushes to main; gives the pipeline's run and, once it ended, the one that keeps the release PR. */
async function push(message: string, nonce: number): Promise<{ pipeline: Run; keeping: Run }> {
  let pipeline: Promise<Run> | undefined;
  const keeping = await team.runOf('release-pr', async () => {
    pipeline = team.push(message, sound(nonce));
    await pipeline;
  });
  return { pipeline: await pipeline!, keeping: await keeping.settled() };
}

async function tickBoth(by: string): Promise<Run> {
  const run = await team.runOf('release-pr', () => {
    const body = tick('reviewed')(tick('looked')(comment().body));
    team.github.editComment(comment().id, { body, by });
    return Promise.resolve();
  });
  return run.settled();
}

async function merge(): Promise<Run> {
  let pipeline: Promise<Run> | undefined;
  const keeping = await team.runOf('release-pr', async () => {
    pipeline = team.runOf('pipeline', () => team.github.mergePull(pull().number, 'ann'));
    await pipeline;
  });
  // There is nothing to keep while the merged one waits for its release.
  keeping.cancel();
  const run = await pipeline!;
  await team.untilAsked(run);
  await team.review(run, 'approved');
  return run.settled();
}

describe('the release PR', () => {
  it('is opened, gated against production’s configuration, and has the checklist', async () => {
    const { pipeline, keeping } = await push('feat: sell more', 1);
    expect(endOf(keeping)).toBe('success');
    expect(keeping.job('checklist').log.join('\n')).toContain('Gate config');
    expect([pull().title, pull().labels, statusAt(pull().head)]).toEqual([
      'chore(main): release 0.1.1',
      [PENDING],
      'success',
    ]);
    expect(boxes()).toEqual(['- [ ]', '- [ ]']);
    // An ordinary push meanwhile: it comes to staging and no further.
    await pipeline.settled();
    expect([endOf(pipeline), pipeline.job('production').conclusion]).toEqual(['success', 'skipped']);
    expect([team.record('staging').length, team.record('production')]).toEqual([1, []]);
  });

  it('is ticked, and pushed to: the ticks are void', async () => {
    expect(endOf(await tickBoth('olaf'))).toBe('success');
    expect(boxes()).toEqual(['- [x]', '- [x]']);
    const before = pull().head;
    const { pipeline } = await push('fix: sell it to all', 2);
    expect(pull().head).not.toBe(before);
    expect(boxes()).toEqual(['- [ ]', '- [ ]']);
    await pipeline.settled();
  });

  it('is ticked at its newest commit and merged: production serves it, and the release is published', async () => {
    await tickBoth('olaf');
    released = await merge();
    expect(endOf(released)).toBe('success');
    const release = team.record('production')[0]?.release ?? '';
    expect(team.record('production')).toMatchObject([{ task: 'deploy', state: 'success' }]);
    const [published, ...others] = team.github.state.releases;
    expect(others).toEqual([]);
    expect(published).toMatchObject({ tag_name: 'v0.1.1', draft: false, immutable: true });
    const names = team.github.state.assets.map(({ name }) => name.replace(release, '*')).toSorted();
    expect(names).toEqual([
      '*.cdx.json',
      '*.checklist.production.vsa.json',
      '*.evidence.jsonl',
      '*.tgz',
      'SHA256SUMS',
    ]);
    expect(pull().labels).toEqual([TAGGED]);
  });

  it('is run again once it serves: green, and nothing is changed', async () => {
    const before = team.record('production')[0]?.release;
    const files = team.github.state.assets.length;
    await released.rerun({ failedOnly: false, actor: 'ann' });
    await released.settled();
    expect([endOf(released), released.job('approve').conclusion]).toEqual(['success', 'skipped']);
    expect(released.job('production.deploy').log.join('\n')).toContain('unchanged');
    expect([team.record('production')[0]?.release, team.github.state.assets.length]).toEqual([before, files]);
  });

  it('is merged with open items: production refuses it, and nothing is published', async () => {
    const before = team.record('production');
    const { pipeline } = await push('feat: sell it all', 3);
    await pipeline.settled();
    expect([pull().title, boxes()]).toEqual(['chore(main): release 0.1.2', ['- [ ]', '- [ ]']]);
    const run = await merge();
    expect([run.conclusion, run.job('production.deploy').conclusion, run.job('publish').conclusion]).toEqual([
      'failure',
      'failure',
      'skipped',
    ]);
    expect(toldBy(run)).toContain('item-open');
    expect([team.record('production'), team.github.state.releases.length]).toEqual([before, 1]);
  });

  it('asked nothing of GitHub that GitHub has not', () => {
    expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
  });
});
