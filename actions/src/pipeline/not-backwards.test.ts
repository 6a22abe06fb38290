import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { releaseOf, type Digest, type Release } from '../release/release.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { assertNotBackwards } from './not-backwards.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
let repository: string;

beforeEach(async () => {
  repository = await temporaryFolder();
  await git('init', '--quiet', '--initial-branch=main');
});

async function git(...args: readonly string[]): Promise<string> {
  const who = ['-c', 'user.name=ann', '-c', 'user.email=ann@example.test'];
  return (await execa('git', [...who, ...args], { cwd: repository })).stdout;
}

async function commit(text: string): Promise<string> {
  await writeFile(join(repository, 'file'), text);
  await git('add', 'file');
  await git('commit', '--quiet', '-m', text);
  return git('rev-parse', 'HEAD');
}

function built(commitId: string, letter: string): Release {
  return releaseOf({ version: '1.0.0', commit: commitId, digest: letter.repeat(64) as Digest });
}

function refusal(code: string): object {
  return expect.objectContaining({ name: 'UserError', code });
}

describe('a deployment by a workflow', () => {
  it('goes forward, to a branch beside, and to another build of the same commit, and never back', async () => {
    const older = await commit('1');
    const newer = await commit('2');
    await git('checkout', '--quiet', '-b', 'beside', older);
    const beside = await commit('3');
    const live = built(newer, 'a');
    for (const candidate of [built(newer, 'b'), built(beside, 'c'), live])
      await assertNotBackwards(repository, { candidate, live });
    await assertNotBackwards(repository, { candidate: live, live: built(older, 'd') });
    await assertNotBackwards(repository, { candidate: live, live: null });
    await expect(assertNotBackwards(repository, { candidate: built(older, 'd'), live })).rejects.toEqual(
      refusal('downgrade-refused'),
    );
  });

  it('is refused where the history does not tell: an unknown commit, a shallow clone, no repository', async () => {
    const older = await commit('1');
    const newer = await commit('2');
    const [candidate, live] = [built(older, 'a'), built(newer, 'b')];
    const strange = built('f'.repeat(40), 'c');
    await expect(assertNotBackwards(repository, { candidate: strange, live })).rejects.toEqual(
      refusal('history-unknown'),
    );
    const shallow = await temporaryFolder();
    await git('clone', '--quiet', '--depth', '1', `file://${repository}`, shallow);
    for (const folder of [shallow, await temporaryFolder()])
      await expect(assertNotBackwards(folder, { candidate, live })).rejects.toEqual(
        refusal('history-unknown'),
      );
  });

  it('is refused where a shallow clone has both commits and not what is between them', async () => {
    const older = await commit('1');
    const newer = await commit('2');
    const shallow = await temporaryFolder();
    await git('clone', '--quiet', '--depth', '1', `file://${repository}`, shallow);
    await git('-C', shallow, 'fetch', '--quiet', '--depth', '1', 'origin', older);
    const wish = { candidate: built(older, 'a'), live: built(newer, 'b') };
    await expect(assertNotBackwards(shallow, wish)).rejects.toEqual(refusal('history-unknown'));
  });
});
