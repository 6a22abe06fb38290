import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { changesBetween, pullNamedBy } from './changes.ts';

const temporaryFolder = temporaryFolders();

interface Repository {
  readonly folder: string;
  readonly git: (...args: string[]) => Promise<string>;
  readonly commit: (message: string) => Promise<string>;
}

async function repository(): Promise<Repository> {
  const folder = await temporaryFolder();
  async function git(...args: string[]): Promise<string> {
    const identity = [
      '-c',
      'user.name=Ann',
      '-c',
      'user.email=ann@example.com',
      '-c',
      'commit.gpgsign=false',
    ];
    return (await execa('git', [...identity, ...args], { cwd: folder })).stdout.trim();
  }
  async function commit(message: string): Promise<string> {
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  }
  await git('init', '--quiet', '--initial-branch', 'main');
  return { folder, git, commit };
}

describe('what lies between two commits', () => {
  it('is told by step, the newest first, with pull requests by their numbers', async () => {
    const { folder, git, commit } = await repository();
    const from = await commit('Begin');
    const pushed = await commit('Mend the door');
    const squashed = await commit('Paint the door (#7)');
    await git('switch', '--quiet', '--create', 'topic');
    await commit('One');
    await commit('Two (#99)');
    await git('switch', '--quiet', 'main');
    const message = 'Merge pull request #12 from ann/topic\n\nHang the door';
    await git('merge', '--quiet', '--no-ff', '--message', message, 'topic');
    const to = await git('rev-parse', 'HEAD');
    expect(await changesBetween(folder, { from, to })).toEqual({
      commits: 5,
      steps: [
        { commit: to, title: 'Hang the door', pull: 12 },
        { commit: squashed, title: 'Paint the door', pull: 7 },
        { commit: pushed, title: 'Mend the door', pull: undefined },
      ],
    });
  });

  it('is nothing for one commit, and for what goes back', async () => {
    const { folder, commit } = await repository();
    const from = await commit('Begin');
    const to = await commit('Go on');
    const nothing = { commits: 0, steps: [] };
    expect(await changesBetween(folder, { from: to, to })).toEqual(nothing);
    expect(await changesBetween(folder, { from: to, to: from })).toEqual(nothing);
  });

  it('is unknown where a commit is not in the checkout', async () => {
    const { folder, commit } = await repository();
    const to = await commit('Begin');
    expect(await changesBetween(folder, { from: 'f'.repeat(40), to })).toBeUndefined();
  });

  it.each([
    ['Close #12', 'Close #12', undefined],
    ['Mend (#12) the door', 'Mend (#12) the door', undefined],
    ['Bring back (#3) (#12)', 'Bring back (#3)', 12],
    ['(#12)', '(#12)', undefined],
    ['Merge pull request #12 from ann/topic', 'Merge pull request #12 from ann/topic', 12],
  ])('reads no number where there is none: %s', async (message, title, pull) => {
    const { folder, commit } = await repository();
    const from = await commit('Begin');
    const to = await commit(message);
    const changes = await changesBetween(folder, { from, to });
    expect(changes?.steps).toEqual([{ commit: to, title, pull }]);
  });

  it('is known of one commit as well, where it is here', async () => {
    const { folder, commit } = await repository();
    const pushed = await commit('Begin');
    const merged = await commit('Release 1.2.0 (#7)');
    const named = await Promise.all([pushed, merged, 'f'.repeat(40)].map((one) => pullNamedBy(folder, one)));
    expect(named).toEqual([undefined, 7, undefined]);
  });
});
