import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();
const newFolder = temporaryFolders();

function isAlive(id: number): boolean {
  return existsSync(`/proc/${id}/cwd`);
}

describe('a machine', () => {
  test('of GitHub is fresh for each job, and nothing of a job lives on', async () => {
    const world = await openTiny({
      workflow: `
on: push
jobs:
  a: { runs-on: ubuntu-latest, steps: [{ run: 'touch "$HOME/left"; env -u RUNNER_TRACKING_ID setsid sleep 300 > /dev/null 2>&1 & echo $!' }] }
  b: { needs: a, runs-on: ubuntu-latest, steps: [{ run: 'ls -A "$HOME" "$RUNNER_TEMP" .; test ! -e "$HOME/left"' }] }
`,
    });
    const run = await world.push();
    expect(run.conclusion).toBe('success');
    expect(isAlive(Number(run.job('a').log[0]))).toBe(false);
  });

  test('of one’s own keeps its home, runs one job at a time, and ends what still bears the runner’s mark', async () => {
    const folder = await newFolder();
    const world = await openTiny({
      machines: { shop: folder },
      workflow: `
on: push
jobs:
  a:
    runs-on: [self-hosted, shop]
    steps:
      - { id: marked, run: 'setsid sleep 300 > /dev/null 2>&1 & echo $! > "$HOME/marked"' }
      - { run: 'setsid sleep 300 > /dev/null 2>&1 & echo $! > "$HOME/kept"', env: { RUNNER_TRACKING_ID: '' } }
  b: { runs-on: shop, steps: [{ run: 'test -e "$HOME/kept"; echo "$RUNNER_ENVIRONMENT"' }] }
`,
    });
    const run = await world.push();
    expect(run.conclusion).toBe('success');
    expect(run.job('b').log).toEqual(['self-hosted']);
    const marked = Number(await readFile(join(folder, 'home/marked'), 'utf8'));
    const kept = Number(await readFile(join(folder, 'home/kept'), 'utf8'));
    expect([isAlive(marked), isAlive(kept)]).toEqual([false, true]);
    await world.close();
    expect(isAlive(kept)).toBe(false);
  });

  test('that nobody has makes the job fail', async () => {
    const world = await openTiny({
      workflow: "\non: push\njobs: { a: { runs-on: '${{ vars.NONE }}', steps: [{ run: 'true' }] } }\n",
    });
    expect((await world.push()).conclusion).toBe('failure');
  });
});
