import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { identityOf, systemProcesses, type Processes } from '../ports/processes.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { Lock } from './lock.ts';

const temporaryFolder = temporaryFolders();
const real = { files: systemFiles, clock: systemClock, processes: systemProcesses };
const refused = expect.objectContaining({ code: 'already-running' });

async function place(): Promise<typeof real & { path: string }> {
  return { ...real, path: join(await temporaryFolder(), 'lock') };
}

/** A process of its own with an identity that is dead by the time it is used. */
async function deadProcess(): Promise<{ pid: number; startedAt: string }> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const identity = identityOf(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return identity;
}

describe('an environment’s lock', () => {
  it('is held by one at a time, and free again when it is released', async () => {
    const ports = await place();
    const first = await Lock.acquire(ports, { purpose: 'first', waitMs: 0 });
    await expect(Lock.acquire(ports, { purpose: 'second', waitMs: 0 })).rejects.toEqual(refused);
    await first.release();
    await (await Lock.acquire(ports, { purpose: 'third', waitMs: 0 })).release();
    expect(await readdir(join(ports.path, '..'))).toEqual([]);
  });

  it('is waited for where the policy says queue', async () => {
    const ports = await place();
    const first = await Lock.acquire(ports, { purpose: 'first', waitMs: 0 });
    const second = Lock.acquire(ports, { purpose: 'second', waitMs: 20_000 });
    await first.release();
    await (await second).assertHeld();
  });

  it('is taken over from a dead owner, by exactly one of many', async () => {
    const ports = await place();
    const owner = await deadProcess();
    const mine: Processes = { ...systemProcesses, self: () => owner };
    await Lock.acquire({ ...ports, processes: mine }, { purpose: 'dies', waitMs: 0 });
    const attempts = Array.from({ length: 12 }, (_, index) =>
      Lock.acquire(ports, { purpose: `heir ${index}`, waitMs: 0 }).then(
        (lock) => lock,
        () => undefined,
      ),
    );
    const locks = (await Promise.all(attempts)).filter((lock) => lock !== undefined);
    expect(locks).toHaveLength(1);
    await locks[0]?.assertHeld();
  });

  it('is not taken from a living owner whose process id another had before', async () => {
    const ports = await place();
    const reused: Processes = { ...systemProcesses, self: () => ({ pid: process.pid, startedAt: '1' }) };
    await Lock.acquire({ ...ports, processes: reused }, { purpose: 'long ago', waitMs: 0 });
    await (await Lock.acquire(ports, { purpose: 'now', waitMs: 0 })).assertHeld();
  });

  it('tells a stale owner that it lost it, and is not released by one', async () => {
    const ports = await place();
    const stale = await Lock.acquire(ports, { purpose: 'stale', waitMs: 0 });
    const owner = JSON.parse(await readFile(ports.path, 'utf8')) as object;
    await writeFile(ports.path, JSON.stringify({ ...owner, nonce: 'another' }));
    await expect(stale.assertHeld()).rejects.toEqual(expect.objectContaining({ code: 'lock-lost' }));
    await stale.release();
    expect(await systemFiles.exists(ports.path)).toBe(true);
  });

  it('is taken over when its file was torn', async () => {
    const ports = await place();
    await writeFile(ports.path, '{"nonce":');
    await (await Lock.acquire(ports, { purpose: 'after', waitMs: 0 })).assertHeld();
  });
});
