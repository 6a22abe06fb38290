import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { temporaryFolders } from '../../actions/src/testing/temporary-folder.ts';
import { git } from './git.ts';
import { nextVersion } from './next-version.ts';
import { pushTags, tagsOf, type Remote } from './push-tags.ts';
import { makeReleaseCommit } from './release-commit.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const ACTION = 'runs:\n  using: node24\n  main: ../dist/gate.mjs\n  post: ../dist/gate-post.mjs\n';

describe('the next version', () => {
  it('has a tag of its own, and moves that of its major', () => {
    expect(nextVersion('1.10.0', ['actions-v1.9.0', 'actions-v2.0.0', 'actions-v1'])).toEqual({
      tag: 'actions-v1.10.0',
      major: 'actions-v1',
    });
    expect(nextVersion('0.1.0', [])).toEqual({ tag: 'actions-v0.1.0', major: 'actions-v0' });
    expect(nextVersion('1.9.0', ['actions-v1.9.0'])).toMatchObject({ tag: 'actions-v1.9.0' });
  });

  it('has nothing to do with the releases of the application', () => {
    const application = ['v1.0.0', 'v1.99.0'];
    const { tag, major } = nextVersion('1.0.0', application);
    expect(application).not.toContain(tag);
    // As release-please and publish-release tag: neither of the two may be taken for one of theirs.
    for (const name of [tag, major]) expect(name).not.toMatch(/^v\d/);
  });

  it.each(['', '1.2', 'v1.2.0', '1.2.0-rc.1', '1.2.0; rm', '01.2.0', '1.8.9'])(
    'is never %j after actions-v1.9.0',
    (text) => {
      expect(() => nextVersion(text, ['actions-v1.9.0'])).toThrow(
        expect.objectContaining({ code: 'version-refused' }),
      );
    },
  );
});

describe('the release’s commit', () => {
  it('holds the bundles on top of what was reviewed, and is no branch’s', async () => {
    const { root } = await repository();
    const commit = await makeReleaseCommit(root, 'v1.0.0');
    expect(await git(root, ['show', `${commit}:actions/dist/gate.mjs`])).toBe('bundle');
    expect(await git(root, ['rev-parse', `${commit}^`])).toBe(await git(root, ['rev-parse', 'HEAD']));
    expect(await git(root, ['branch', '--contains', commit])).toBe('');
    expect(await git(root, ['status', '--porcelain'])).toBe('');
  });

  it('is the same commit for the same bundles', async () => {
    const { root } = await repository();
    const commit = await makeReleaseCommit(root, 'v1.0.0');
    expect(await makeReleaseCommit(root, 'v1.0.0')).toBe(commit);
    // Two made within one second would be alike by chance.
    expect(await git(root, ['log', '-1', '--format=%at %ct', commit])).toBe(
      (await git(root, ['log', '-1', '--format=%ct %ct'])).trim(),
    );
  });

  it('is not made while an action lacks a bundle', async () => {
    const { root } = await repository();
    await rm(join(root, 'actions/dist/gate-post.mjs'));
    await expect(makeReleaseCommit(root, 'v1.0.0')).rejects.toMatchObject({ code: 'bundles-missing' });
  });
});

describe('pushing', () => {
  it('tags the version, moves the major, and leaves main alone', async () => {
    const { root, remote } = await repository();
    const first = await makeReleaseCommit(root, 'v1.0.0');
    await pushTags(remote, { commit: first, tag: 'v1.0.0', major: 'v1' });
    await writeFile(join(root, 'actions/dist/gate.mjs'), 'newer');
    const second = await makeReleaseCommit(root, 'v1.1.0');
    await pushTags(remote, { commit: second, tag: 'v1.1.0', major: 'v1' });
    expect(Object.fromEntries(await tagsOf(remote))).toEqual({
      'v1.0.0': first,
      'v1.1.0': second,
      v1: second,
    });
    expect(await git(remote.address, ['rev-parse', 'main'])).toBe(await git(root, ['rev-parse', 'HEAD']));
  });

  it('moves neither tag when the version is tagged already', async () => {
    const { root, remote } = await repository();
    const first = await makeReleaseCommit(root, 'v1.0.0');
    await pushTags(remote, { commit: first, tag: 'v1.0.0', major: 'v1' });
    await writeFile(join(root, 'actions/dist/gate.mjs'), 'other');
    const other = await makeReleaseCommit(root, 'v1.0.0');
    const pushed = pushTags(remote, { commit: other, tag: 'v1.0.0', major: 'v1' });
    await expect(pushed).rejects.toMatchObject({ code: 'push-refused' });
    expect(Object.fromEntries(await tagsOf(remote))).toEqual({ 'v1.0.0': first, v1: first });
  });
});

async function repository(): Promise<{ root: string; remote: Remote }> {
  const root = await temporaryFolder();
  const address = await temporaryFolder();
  const files = {
    '.gitignore': 'actions/dist/\n',
    'actions/gate/action.yml': ACTION,
    'actions/src/gate.ts': 'source',
    'actions/dist/gate.mjs': 'bundle',
    'actions/dist/gate-post.mjs': 'post',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const who = ['-c', 'user.name=Olaf', '-c', 'user.email=olaf@assistant.test'];
  await git(root, ['init', '--quiet', '--initial-branch', 'main']);
  await git(root, ['add', '.']);
  const date = '2026-01-02T03:04:05Z';
  await git(root, [...who, 'commit', '--quiet', '--message', 'Begin'], { GIT_COMMITTER_DATE: date });
  await git(address, ['init', '--quiet', '--bare', '--initial-branch', 'main']);
  await git(root, ['push', '--quiet', address, 'main']);
  expect(await readFile(join(root, 'actions/dist/gate.mjs'), 'utf8')).toBe('bundle');
  return { root, remote: { root, address } };
}
