import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { identityOf, systemProcesses, type Processes } from '../ports/processes.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { Lock } from './lock.ts';

const temporaryFolder = temporaryFolders();
const real = { files: systemFiles, clock: systemClock, processes: systemProcesses };
const refused = expect.objectContaining({ code: 'already-running' });

const held: Lock[] = [];

// Whoever holds a lock gives signs of life until it is released.
afterEach(async () => {
  for (const lock of held.splice(0)) await lock.release();
});

async function acquire(...wish: Parameters<typeof Lock.acquire>): Promise<Lock> {
  const lock = await Lock.acquire(...wish);
  held.push(lock);
  return lock;
}

async function place(): Promise<typeof real & { path: string; fence: string }> {
  const folder = await temporaryFolder();
  return { ...real, path: join(folder, 'lock'), fence: join(folder, 'fence') };
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
    const first = await acquire(ports, { purpose: 'first', waitMs: 0 });
    await expect(acquire(ports, { purpose: 'second', waitMs: 0 })).rejects.toEqual(refused);
    await first.release();
    await (await acquire(ports, { purpose: 'third', waitMs: 0 })).release();
    expect(await readdir(join(ports.path, '..'))).toEqual(['fence']);
  });

  it('is waited for where the policy says queue', async () => {
    const ports = await place();
    const first = await acquire(ports, { purpose: 'first', waitMs: 0 });
    const second = acquire(ports, { purpose: 'second', waitMs: 20_000 });
    await first.release();
    await (await second).assertHeld();
  });

  it('is taken over from a dead owner, by exactly one of many', async () => {
    const ports = await place();
    const owner = await deadProcess();
    const mine: Processes = { ...systemProcesses, self: () => owner };
    await acquire({ ...ports, processes: mine }, { purpose: 'dies', waitMs: 0 });
    const attempts = Array.from({ length: 12 }, (_, index) =>
      acquire(ports, { purpose: `heir ${index}`, waitMs: 0 }).then(
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
    await acquire({ ...ports, processes: reused }, { purpose: 'long ago', waitMs: 0 });
    await (await acquire(ports, { purpose: 'now', waitMs: 0 })).assertHeld();
  });

  it('tells a stale owner that it lost it, and is not released by one', async () => {
    const ports = await place();
    const stale = await acquire(ports, { purpose: 'stale', waitMs: 0 });
    const owner = JSON.parse(await readFile(ports.path, 'utf8')) as object;
    await writeFile(ports.path, JSON.stringify({ ...owner, nonce: 'another' }));
    await expect(stale.assertHeld()).rejects.toEqual(expect.objectContaining({ code: 'lock-lost' }));
    await stale.release();
    expect(await systemFiles.exists(ports.path)).toBe(true);
  });

  it.each(['unlink', 'readText'] as const)(
    'that can’t be removed, for want of %s, hides nothing of what was done under it',
    async (operation) => {
      const ports = await place();
      const refusing = () => Promise.reject(Object.assign(new Error('EROFS'), { code: 'EROFS' }));
      const files = { ...systemFiles };
      const lock = await acquire({ ...ports, files }, { purpose: 'work', waitMs: 0 });
      files[operation] = refusing;
      await lock.release();
      expect(await systemFiles.exists(ports.path)).toBe(true);
    },
  );

  it('numbers its owners, each higher than all before, whatever becomes of the numbers’ file', async () => {
    const ports = await place();
    const tokens: number[] = [];
    for (const purpose of ['first', 'second']) {
      const lock = await acquire(ports, { purpose, waitMs: 0 });
      tokens.push(lock.token);
      await lock.release();
    }
    await unlink(ports.fence);
    const last = await acquire(ports, { purpose: 'third', waitMs: 0 });
    await last.outnumber(2);
    expect([...tokens, last.token]).toEqual([1, 2, 3]);
    await last.assertHeld();
  });

  it('is lost to an owner with a higher number', async () => {
    const ports = await place();
    const lock = await acquire(ports, { purpose: 'old', waitMs: 0 });
    await writeFile(ports.fence, JSON.stringify({ token: 9, nonce: 'another' }));
    await expect(lock.assertHeld()).rejects.toEqual(expect.objectContaining({ code: 'lock-lost' }));
  });

  it('is given first to the one that goes first, of all that wait', async () => {
    const ports = await place();
    const holder = await acquire(ports, { purpose: 'holds', waitMs: 0 });
    const order: string[] = [];
    const waiting = ['deploy 1', 'deploy 2', 'rollback'].map(async (purpose) => {
      const lock = await acquire(ports, { purpose, waitMs: 20_000, isFirst: purpose === 'rollback' });
      order.push(purpose);
      await lock.release();
    });
    await waitUntil(() => systemFiles.exists(`${ports.path}.first`), 'the rollback waits');
    await holder.release();
    await Promise.all(waiting);
    expect(order[0]).toBe('rollback');
    expect(order).toHaveLength(3);
    expect((await readdir(join(ports.path, '..'))).sort()).toEqual(['fence']);
  });

  it('tells when its owner last gave a sign of life, and what to do about one that seems to hang', async () => {
    const ports = await place();
    await acquire(ports, { purpose: 'hangs', waitMs: 0 });
    await utimes(ports.path, new Date(), new Date(Date.now() - 60_000));
    await expect(acquire(ports, { purpose: 'second', waitMs: 0 })).rejects.toMatchObject({
      message: expect.stringMatching(/last sign of life (59|60|61) s ago/),
      remedy: expect.stringContaining(`kill ${process.pid}`),
    });
  });

  it('is taken over when its file was torn', async () => {
    const ports = await place();
    await writeFile(ports.path, '{"nonce":');
    await (await acquire(ports, { purpose: 'after', waitMs: 0 })).assertHeld();
  });
});
