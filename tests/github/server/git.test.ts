import { execa } from 'execa';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { askWith, type Ask } from './ask.ts';
import { openGitHub, type FakeGitHub } from './open-github.ts';
import { openedGitHubs } from './opened.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();
const folders = temporaryFolders();

interface Scene {
  readonly github: FakeGitHub;
  readonly ask: Ask;
  /** The root, what main has since, and what topic has. */
  readonly root: string;
  readonly main: string;
  readonly topic: string;
}

async function told(): Promise<Scene> {
  const github = await open();
  const root = github.addCommit({ branch: 'main', message: 'Begin', files: { a: '1' } });
  const main = github.addCommit({ branch: 'main', message: 'Go on', files: { b: '1' } });
  const topic = github.addCommit({ parents: [root], message: 'Turn off', files: { a: '2', 'dir/c': '1' } });
  await github.state.git.setRef('refs/heads/topic', topic);
  return { github, root, main, topic, ask: asking(github) };
}

/** The same commits, in a bare repository that git itself made. */
async function real(): Promise<Scene> {
  const [work, bare] = [await folders(), await folders()];
  const git = async (...args: string[]): Promise<string> =>
    (await execa('git', ['-C', work, '-c', 'user.name=ann', '-c', 'user.email=ann@example.com', ...args]))
      .stdout;
  const commit = async (message: string, files: Record<string, string>): Promise<string> => {
    await mkdir(join(work, 'dir'), { recursive: true });
    for (const [path, content] of Object.entries(files)) await writeFile(join(work, path), content);
    await git('add', '-A');
    await git('commit', '-qm', message);
    return await git('rev-parse', 'HEAD');
  };
  await git('init', '-q', '-b', 'main');
  const root = await commit('Begin', { a: '1' });
  const main = await commit('Go on', { b: '1' });
  await git('switch', '-qc', 'topic', root);
  const topic = await commit('Turn off', { a: '2', 'dir/c': '1' });
  await execa('git', ['clone', '-q', '--mirror', work, bare]);
  const github = await open({ git: bare });
  return { github, root, main, topic, ask: asking(github) };
}

function asking(github: FakeGitHub): Ask {
  return askWith(github, github.tokenFor({ permissions: { contents: 'write' } }));
}

describe.each([
  ['made up', told],
  ['of a real repository', real],
])('commits %s', (_, arrange) => {
  test('are compared from their merge base', async () => {
    const { ask, root, main, topic } = await arrange();
    const { content } = await ask('GET /compare/main...topic');
    expect(content).toMatchObject({
      status: 'diverged',
      ahead_by: 1,
      behind_by: 1,
      total_commits: 1,
      base_commit: { sha: main },
      merge_base_commit: { sha: root },
      commits: [{ sha: topic, commit: { message: 'Turn off' } }],
      files: [
        { filename: 'a', status: 'modified' },
        { filename: 'dir/c', status: 'added' },
      ],
    });
    expect((await ask(`GET /compare/${root}...main`)).content).toMatchObject({
      status: 'ahead',
      ahead_by: 1,
    });
    expect((await ask(`GET /compare/main...${root}`)).content).toMatchObject({
      status: 'behind',
      behind_by: 1,
    });
    expect((await ask(`GET /compare/main...${main}`)).content).toMatchObject({ status: 'identical' });
    expect((await ask('GET /compare/main...nowhere')).status).toBe(404);
  });

  test('are listed newest first, and found by branch and short hash', async () => {
    const { ask, root, main } = await arrange();
    expect((await ask('GET /commits')).content).toMatchObject([{ sha: main }, { sha: root }]);
    expect((await ask(`GET /commits/${main.slice(0, 7)}`)).content).toMatchObject({
      sha: main,
      parents: [{ sha: root }],
    });
    expect((await ask('GET /branches/main')).content).toMatchObject({ name: 'main', commit: { sha: main } });
    expect((await ask('GET /commits/nowhere')).status).toBe(422);
  });

  test('are pointed at by refs that go forward only, unless forced', async () => {
    const { ask, main, topic, root } = await arrange();
    const made = await ask('POST /git/refs', { ref: 'refs/tags/v1', sha: root });
    const answers = [
      made,
      await ask('POST /git/refs', { ref: 'refs/tags/v1', sha: root }),
      await ask('POST /git/refs', { ref: 'v1', sha: root }),
      await ask('POST /git/refs', { ref: 'refs/tags/v2', sha: '0'.repeat(40) }),
      await ask('PATCH /git/refs/tags/v1', { sha: main }),
      await ask('PATCH /git/refs/tags/v1', { sha: topic }),
      await ask('PATCH /git/refs/tags/v1', { sha: topic, force: true }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 422, 422, 422, 200, 422, 200]);
    expect((await ask('GET /git/ref/tags/v1')).content).toMatchObject({ object: { sha: topic } });
    expect((await ask('GET /git/matching-refs/tags/v')).content).toMatchObject([{ ref: 'refs/tags/v1' }]);
    expect((await ask('GET /tags')).content).toMatchObject([{ name: 'v1', commit: { sha: topic } }]);
    expect((await ask('DELETE /git/refs/tags/v1')).status).toBe(204);
    expect((await ask('GET /git/ref/tags/v1')).status).toBe(404);
  });

  test('give the files they hold', async () => {
    const { ask } = await arrange();
    const { content } = await ask('GET /contents/dir/c?ref=topic');
    expect(Buffer.from((content as { content: string }).content, 'base64').toString()).toBe('1');
    expect((await ask('GET /contents/dir/c')).status).toBe(404);
  });

  test('are merged, or conflict', async () => {
    const { github, root, main, topic } = await arrange();
    const { git } = github.state;
    const merge = await git.merge({ into: main, head: topic, message: 'Merge' });
    expect((await git.commit(merge ?? ''))?.parents).toEqual([main, topic]);
    expect(await git.mergeBase(merge ?? '', topic)).toBe(topic);
    expect(await git.mergeBase(main, topic)).toBe(root);
  });
});

test('made-up commits cannot be added to a real repository', async () => {
  const github = await openGitHub({ git: await folders() });
  expect(() => github.addCommit()).toThrow('commit there');
  await github.close();
});
