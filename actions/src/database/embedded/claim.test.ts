import { mkdtemp, readFile, rm, symlink, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemProcesses } from '../../ports/processes.ts';
import { runProgram } from '../testing/run-program.ts';
import { exclusively } from './claim.ts';

// Real servers and processes, on a machine that may be busy.
jest.setTimeout(60_000);

describe('exclusively', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidegate-claim-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('lets one process at a time do its work', async () => {
    await writeFile(`${folder}/count`, '0');
    const counting = Array.from({ length: 3 }, () => runProgram('count-up.ts', { args: [folder, '30'] }));
    await Promise.all(counting);
    expect(await readFile(`${folder}/count`, 'utf8')).toBe('90');
  });

  it('lets one call at a time of the same process do its work', async () => {
    let inside = 0;
    const most: number[] = [];
    async function work(): Promise<void> {
      inside += 1;
      most.push(inside);
      await new Promise(setImmediate);
      inside -= 1;
    }
    await Promise.all([1, 2, 3].map(() => exclusively({ folder, waitMs: 10_000 }, work)));
    expect(most).toEqual([1, 1, 1]);
  });

  it('takes over from an owner whose id belongs to another process now', async () => {
    await mkdir(`${folder}/claims`);
    await symlink(`${process.pid} 1`, `${folder}/claims/7`);
    expect(await exclusively({ folder, waitMs: 0 }, () => Promise.resolve('done'))).toBe('done');
  });

  it('waits for a live owner, and says which after the time is over', async () => {
    const { pid, startedAt } = systemProcesses.self();
    await mkdir(`${folder}/claims`);
    await symlink(`${pid} ${startedAt}`, `${folder}/claims/1`);
    const work = exclusively({ folder, waitMs: 60 }, () => Promise.resolve());
    await expect(work).rejects.toMatchObject({
      code: 'database-unreachable',
      message: expect.stringContaining(String(pid)),
    });
  });

  it('gives the claim back when the work fails', async () => {
    const failure = new Error('planned');
    await expect(exclusively({ folder, waitMs: 0 }, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await exclusively({ folder, waitMs: 0 }, () => Promise.resolve('done'))).toBe('done');
  });
});
