import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { commit, git, repository, write } from '../prove/plants/coverage-threshold/sample.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { changedSince } from './changed-lines.ts';
import { commitOf, mergeBase } from './commits.ts';
import { filesAt, filesOf, isTracked, repositoryRoot } from './repository.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const LINES = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`);
const TEXT = `${LINES.join('\n')}\n`;

async function changes(
  change: (folder: string) => Promise<unknown>,
): Promise<Record<string, number[][] | 'gone'>> {
  const folder = await temporaryFolder();
  const began = await repository(folder, { 'a.ts': TEXT, 'b.ts': TEXT.replaceAll('line', 'other') });
  await change(folder);
  const files = await changedSince(folder, began);
  return Object.fromEntries(
    files.map(({ path, ranges, isGone }) => [
      path,
      isGone ? 'gone' : ranges.map(({ from, to }) => [from, to]),
    ]),
  );
}

describe('what changed', () => {
  it('is each new or changed line as it is numbered now, committed or not', async () => {
    const changed = await changes(async (folder) => {
      await commit(folder, {
        'a.ts': TEXT.replace('line 3\n', 'line 3\nnew\nnew\n').replace('line 9', 'changed'),
      });
      await write(folder, { 'b.ts': TEXT.replaceAll('line', 'other').replace('other 5\n', '') });
    });
    expect(changed).toEqual({
      'a.ts': [
        [4, 5],
        [11, 11],
      ],
      'b.ts': [],
    });
  });

  it('follows a file that was renamed, and tells of one that is gone', async () => {
    const changed = await changes(async (folder) => {
      await git(folder, 'config', 'diff.renames', 'false');
      await rename(join(folder, 'a.ts'), join(folder, 'renamed.ts'));
      await rm(join(folder, 'b.ts'));
      await commit(folder, { 'renamed.ts': TEXT.replace('line 2', 'changed') });
    });
    expect(changed).toEqual({ 'renamed.ts': [[2, 2]], 'b.ts': 'gone' });
  });

  it.each(['with space.ts', 'tab\there.ts', 'quote".ts', 'ünïcode.ts', '-dash.ts', 'line\nfeed.ts'])(
    'is told of %j by its very name',
    async (name) => {
      expect(await changes((folder) => commit(folder, { [name]: 'one\ntwo' }))).toEqual({ [name]: [[1, 2]] });
    },
  );

  it('does not take what files say for what git says', async () => {
    const text = 'diff --git a/x b/x\n@@ -1 +1,99 @@\n--- a/x\n+++ b/x\n';
    expect(await changes((folder) => commit(folder, { 'a.ts': text }))).toEqual({ 'a.ts': [[1, 4]] });
  });

  it('is shown whatever attributes and settings hide', async () => {
    const changed = await changes(async (folder) => {
      await git(folder, 'config', 'diff.noprefix', 'true');
      await git(folder, 'config', 'diff.context', '9');
      await git(folder, 'config', 'diff.interHunkContext', '9');
      await git(folder, 'config', 'diff.external', '/bin/true');
      await git(folder, 'config', 'diff.relative', 'true');
      await commit(folder, {
        '.gitattributes': '*.ts -diff\n*.js binary\n',
        'a.ts': TEXT.replace('line 9', 'changed').replace('line 12', 'changed'),
        'c.js': 'one\n',
      });
    });
    expect(changed).toEqual({
      '.gitattributes': [[1, 2]],
      'a.ts': [
        [9, 9],
        [12, 12],
      ],
      'c.js': [[1, 1]],
    });
  });
});

describe('the base', () => {
  it('is where both parted, not where the other is now', async () => {
    const folder = await temporaryFolder();
    const began = await repository(folder, { 'a.ts': TEXT });
    await commit(folder, { 'b.ts': TEXT });
    await git(folder, 'switch', '--quiet', 'main');
    await commit(folder, { 'c.ts': TEXT });
    await git(folder, 'switch', '--quiet', 'change');
    expect(await mergeBase(folder, 'main')).toBe(began);
  });

  it.each(['origin/main', '--all', 'HEAD:a.ts', ''])(
    '%j, which is no commit here, is missing',
    async (name) => {
      const folder = await temporaryFolder();
      await repository(folder, { 'a.ts': TEXT });
      await expect(mergeBase(folder, name)).rejects.toMatchObject({ code: 'base-missing' });
    },
  );

  it('is missing in a shallow clone', async () => {
    const folder = await temporaryFolder();
    await repository(folder, { 'a.ts': TEXT });
    await commit(folder, { 'b.ts': TEXT });
    const clone = join(await temporaryFolder(), 'clone');
    await git(folder, 'clone', '--quiet', '--depth=1', '--branch=change', `file://${folder}`, clone);
    await git(clone, 'fetch', '--quiet', '--depth=1', 'origin', 'main');
    await expect(mergeBase(clone, 'FETCH_HEAD')).rejects.toMatchObject({ code: 'base-missing' });
  });
});

describe('a repository', () => {
  it('knows its files, then and now, and where it is', async () => {
    const folder = await temporaryFolder();
    const began = await repository(folder, { 'src/a.ts': TEXT });
    await writeFile(join(folder, 'new.ts'), '');
    await write(folder, { 'coverage/lcov.info': '' });
    expect(await repositoryRoot(join(folder, 'src'))).toBe(folder);
    expect((await filesOf(folder)).toSorted()).toEqual(['.gitignore', 'new.ts', 'src/a.ts']);
    expect(await filesAt(folder, began)).toEqual(['.gitignore', 'src/a.ts']);
    expect([await isTracked(folder, 'src/a.ts'), await isTracked(folder, '*.ts')]).toEqual([true, false]);
    expect(await commitOf(folder, 'change')).toBe(began);
    expect(await repositoryRoot(await temporaryFolder())).toBeUndefined();
  });
});
