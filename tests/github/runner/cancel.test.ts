import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();
const newFolder = temporaryFolders();

describe('cancelling a run', () => {
  test('interrupts first, lets always() have its say, and leaves the rest out', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          trap 'echo interrupted; exit 1' INT
          echo ready
          while true; do sleep 0.05; done
      - { if: always(), run: 'echo "always \${{ job.status }}"' }
      - { if: cancelled(), run: echo cancelled }
      - { if: failure(), run: echo failure }
      - run: echo success
  b: { needs: a, runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
  c: { needs: a, if: always(), runs-on: ubuntu-latest, steps: [{ run: 'echo "\${{ needs.a.result }}"' }] }
`,
    });
    const run = await world.trigger({ event: 'push' });
    await run.waitFor(() => run.jobs[0]?.log.includes('ready') ?? false);
    run.cancel();
    await run.settled();
    expect(run.job('a').log).toEqual(['ready', 'interrupted', 'always cancelled', 'cancelled']);
    expect(run.jobs.map(({ id, conclusion }) => [id, conclusion])).toEqual([
      ['a', 'cancelled'],
      ['b', 'skipped'],
      ['c', 'success'],
    ]);
    expect(run.job('c').log).toEqual(['cancelled']);
    expect(run.conclusion).toBe('cancelled');
  });

  test('terminates what does not heed the interruption, and kills what heeds nothing', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps: [{ run: "trap 'echo interrupted' INT; trap 'echo terminated' TERM; echo ready; while true; do sleep 0.05; done" }]
`,
    });
    const run = await world.trigger({ event: 'push' });
    await run.waitFor(() => run.jobs[0]?.log.includes('ready') ?? false);
    run.cancel();
    await run.settled();
    expect(run.job('a').log).toEqual(['ready', 'interrupted', 'terminated']);
  });

  test('does not stop a job that runs always()', async () => {
    const flag = join(await newFolder(), 'go');
    const world = await openTiny({
      workflow: `
on: push
jobs:
  a: { runs-on: ubuntu-latest, if: always(), steps: [{ run: 'echo ready; while [ ! -e ${flag} ]; do sleep 0.05; done' }, { run: 'echo "\${{ job.status }}"' }] }
`,
    });
    const run = await world.trigger({ event: 'push' });
    await run.waitFor(() => run.jobs[0]?.log.includes('ready') ?? false);
    run.cancel();
    await writeFile(flag, '');
    await run.settled();
    expect(run.job('a')).toMatchObject({ conclusion: 'success', log: ['ready', 'success'] });
  });
});
