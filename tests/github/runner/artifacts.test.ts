import { describe, expect, test } from '@jest/globals';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();
const UPLOAD = 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f';
const DOWNLOAD = 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c';

async function runJobs(jobs: string): ReturnType<Awaited<ReturnType<typeof openTiny>>['push']> {
  return await (await openTiny({ workflow: `\non: push\njobs:\n${jobs}` })).push();
}

describe('artifacts', () => {
  test('go from job to job: named, by pattern, by id, each where it belongs', async () => {
    const run = await runJobs(`
  up:
    runs-on: ubuntu-latest
    outputs: { id: '\${{ steps.up.outputs.artifact-id }}', digest: '\${{ steps.up.outputs.artifact-digest }}' }
    steps:
      - run: mkdir -p out/deep out/.hidden; echo one > out/one; echo two > out/deep/two; echo x > out/.hidden/x
      - { id: up, uses: ${UPLOAD}, with: { name: part-a, path: out } }
      - { uses: ${UPLOAD}, with: { name: part-b, path: out/one } }
      - run: mkdir -p alone/below; echo three > alone/below/three
      - { uses: ${UPLOAD}, with: { name: kept-folder, path: alone } }
  down:
    needs: up
    runs-on: ubuntu-latest
    steps:
      - { uses: ${DOWNLOAD}, with: { name: part-a, path: named } }
      - { uses: ${DOWNLOAD}, with: { pattern: part-*, path: each } }
      - { uses: ${DOWNLOAD}, with: { pattern: part-*, path: merged, merge-multiple: true } }
      - { uses: ${DOWNLOAD}, with: { artifact-ids: '\${{ needs.up.outputs.id }}', path: by-id } }
      - { uses: ${DOWNLOAD}, with: { pattern: none-*, path: none } }
      - { uses: ${DOWNLOAD}, with: { name: kept-folder, path: kept } }
      - run: find . -type f | sort; test "$(printf %s '\${{ needs.up.outputs.digest }}' | wc -c)" = 64
`);
    expect(run.job('down').log.filter((line) => line.startsWith('./'))).toEqual([
      './by-id/deep/two',
      './by-id/one',
      './each/part-a/deep/two',
      './each/part-a/one',
      './each/part-b/one',
      './kept/below/three',
      './merged/deep/two',
      './merged/one',
      './named/deep/two',
      './named/one',
    ]);
    expect(run.conclusion).toBe('success');
  });

  test.each([
    [
      'the same name a second time',
      `- { uses: ${UPLOAD}, with: { path: a } }\n      - { uses: ${UPLOAD}, with: { path: a } }`,
      'failure',
    ],
    [
      'the same name, to be overwritten',
      `- { uses: ${UPLOAD}, with: { path: a } }\n      - { uses: ${UPLOAD}, with: { path: a, overwrite: true } }`,
      'success',
    ],
    ['nothing, with a warning', `- { uses: ${UPLOAD}, with: { path: none } }`, 'success'],
    [
      'nothing, as an error',
      `- { uses: ${UPLOAD}, with: { path: none, if-no-files-found: error } }`,
      'failure',
    ],
    ['a name that is not there', `- { uses: ${DOWNLOAD}, with: { name: none } }`, 'failure'],
  ])('of %s', async (_, steps, conclusion) => {
    const run = await runJobs(`
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo a > a
      ${steps}
`);
    expect(run.conclusion).toBe(conclusion);
  });
});
