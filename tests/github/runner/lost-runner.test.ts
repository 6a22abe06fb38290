import { describe, expect, test } from '@jest/globals';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();
const newFolder = temporaryFolders();

const WORKFLOW = `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: $/held
      - run: |
          trap 'echo told; exit 1' INT TERM EXIT
          echo ready
          while true; do sleep 0.05; done
      - { if: always(), run: echo always }
  b: { needs: a, runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
  c: { needs: a, if: always(), runs-on: ubuntu-latest, steps: [{ run: 'echo "\${{ needs.a.result }}"' }] }
`;
const FILES = {
  'held/action.yml': 'name: held\ndescription: d\nruns: { using: node24, main: main.js, post: post.js }\n',
  'held/main.js': '',
  'held/post.js': "console.log('let go')\n",
};

describe('a runner that is lost', () => {
  test('ends what it ran untold, and neither a later step nor a post comes any more', async () => {
    const world = await openTiny({ workflow: WORKFLOW, files: FILES });
    const run = await world.trigger({ event: 'push' });
    await run.waitFor(() => run.jobs[0]?.log.includes('ready') ?? false);
    run.loseRunner('a');
    await run.settled();
    expect(run.job('a').log).toEqual(['ready']);
    expect(run.job('a').annotations).toMatchObject([
      { level: 'error', message: expect.stringContaining('lost communication with the server') as unknown },
    ]);
    expect(run.jobs.map(({ id, conclusion }) => [id, conclusion])).toEqual([
      ['a', 'failure'],
      ['b', 'skipped'],
      ['c', 'success'],
    ]);
    expect(run.job('c').log).toEqual(['failure']);
    expect(() => {
      run.loseRunner('a');
    }).toThrow('No runner is at work on a.');
  });

  test('ends at once what would have had its time to heed a cancellation', async () => {
    const world = await openTiny({
      workflow: WORKFLOW.replace("'echo told; exit 1' INT TERM EXIT", "'echo told' INT"),
      files: FILES,
      patience: { interrupt: 60_000, terminate: 60_000 },
    });
    const run = await world.trigger({ event: 'push' });
    await run.waitFor(() => run.jobs[0]?.log.includes('ready') ?? false);
    run.cancel();
    await run.waitFor(() => run.job('a').log.includes('told'));
    run.loseRunner('a');
    await run.settled();
    expect(run.job('a')).toMatchObject({ conclusion: 'failure', log: ['ready', 'told'] });
  });

  test('is there again for the next job, with what its machine kept', async () => {
    const world = await openTiny({
      workflow: WORKFLOW.replace('ubuntu-latest', 'own').replace(
        'echo ready',
        'echo kept >> "$HOME/kept"; cat "$HOME/kept"; echo ready',
      ),
      files: FILES,
      machines: { own: await newFolder() },
    });
    const run = await world.trigger({ event: 'push' });
    await run.waitFor(() => run.jobs[0]?.log.includes('ready') ?? false);
    run.loseRunner('a');
    await run.settled();
    const again = await run.rerun();
    await again.waitFor(() => again.jobs[0]?.log.includes('ready') ?? false);
    expect(again.job('a').log).toEqual(['kept', 'kept', 'ready']);
    again.loseRunner('a');
    await again.settled();
  });
});
