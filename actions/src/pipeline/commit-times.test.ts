import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { commitTimes } from './commit-times.ts';

const temporaryFolder = temporaryFolders();
const UNKNOWN = '1'.repeat(40);

async function repositoryWith(...dates: string[]): Promise<{ folder: string; commits: string[] }> {
  const folder = await temporaryFolder();
  await git(folder, {}, 'init', '--quiet');
  const commits: string[] = [];
  for (const date of dates) {
    const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.invalid'];
    const dated = { GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z' };
    await git(folder, dated, ...author, 'commit', '--quiet', '--allow-empty', '--message=x');
    commits.push(await git(folder, {}, 'rev-parse', 'HEAD'));
  }
  return { folder, commits };
}

async function git(cwd: string, env: Record<string, string>, ...argv: string[]): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  return (await execa('git', argv, { cwd, env: { PATH, HOME, ...env }, extendEnv: false })).stdout;
}

/** Runs `work` with other variables in this process, as a hook or a bare machine would have them. */
async function withVariable<T>(name: string, value: string, work: () => Promise<T>): Promise<T> {
  const before = process.env[name];
  process.env[name] = value;
  try {
    return await work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before;
  }
}

describe('the times of commits', () => {
  it('are when each was committed, whenever it was written', async () => {
    const { folder, commits } = await repositoryWith('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z');
    const [first = '', second = ''] = commits;
    expect(await commitTimes(folder, commits)).toEqual(
      new Map([
        [first, Date.parse('2026-01-01T00:00:00Z')],
        [second, Date.parse('2026-02-01T00:00:00Z')],
      ]),
    );
    expect([...(await commitTimes(folder, [second])).keys()]).toEqual([second]);
  });

  it('lack the commits that are not there, and nothing else that is there is taken for them', async () => {
    const { folder, commits } = await repositoryWith('2026-01-01T00:00:00Z');
    const tree = await git(folder, {}, 'rev-parse', 'HEAD^{tree}');
    const asked = [UNKNOWN, '0'.repeat(40), '2'.repeat(64), tree, '--all', 'HEAD', '', ...commits];
    expect([...(await commitTimes(folder, asked)).keys()]).toEqual(commits);
    expect(await commitTimes(folder, [UNKNOWN])).toEqual(new Map());
    expect(await commitTimes(folder, [])).toEqual(new Map());
  });

  it('are those of the repository asked, whatever repository a hook names', async () => {
    const [{ folder, commits }, other] = [
      await repositoryWith('2026-01-01T00:00:00Z'),
      await repositoryWith(),
    ];
    const found = await withVariable('GIT_DIR', join(other.folder, '.git'), () =>
      commitTimes(folder, commits),
    );
    expect([...found.keys()]).toEqual(commits);
  });

  it('are all unknown outside of a repository, in a damaged one, and without git', async () => {
    const { folder, commits } = await repositoryWith('2026-01-01T00:00:00Z');
    const outside = await temporaryFolder();
    expect(await commitTimes(outside, commits)).toEqual(new Map());
    expect(await withVariable('PATH', outside, () => commitTimes(folder, commits))).toEqual(new Map());
    await writeFile(join(outside, '.git'), 'gitdir: /nowhere\n');
    expect(await commitTimes(outside, commits)).toEqual(new Map());
  });
});
