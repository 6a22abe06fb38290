import { describe, expect, test } from '@jest/globals';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { gitIn } from './check-out.ts';
import { commitFiles } from './commit-files.ts';
import type { JobView } from './job-view.ts';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();
const newFolder = temporaryFolders();

const HELLO = `
name: Hello
description: Says hello.
runs: { using: composite, steps: [{ shell: bash, run: 'echo "hello of \${GITHUB_ACTION_PATH##*/}"' }] }
`;

/** A job that uses it, by what `ref` gives for its commit. */
async function using(ref: (commit: string) => string, demandsPins = false): Promise<JobView> {
  const repository = await newFolder();
  const commit = await commitFiles(repository, { 'hello/action.yml': HELLO });
  await gitIn(repository, ['tag', 'v1']);
  const world = await openTiny({
    demandsPins,
    published: { 'octo/tools': repository },
    workflow: `
on: push
jobs:
  a: { runs-on: ubuntu-latest, steps: [{ run: echo began }, { if: always(), uses: octo/tools/hello@${ref(commit)} }] }
`,
  });
  return (await world.push()).job('a');
}

describe('an action that somebody published', () => {
  test('is run by tag or by commit', async () => {
    for (const ref of [() => 'v1', (commit: string) => commit]) {
      const job = await using(ref);
      expect([job.conclusion, job.log.slice(0, 2)]).toEqual(['success', ['began', 'hello of hello']]);
    }
  });

  test('keeps the job from beginning where pins are demanded and it has none', async () => {
    const job = await using(() => 'v1', true);
    expect([job.conclusion, job.steps]).toEqual(['failure', []]);
    expect(job.annotations[0]?.message).toContain('octo/tools/hello@v1 are not allowed in octo/shop');
    expect((await using((commit) => commit, true)).conclusion).toBe('success');
  });
});
