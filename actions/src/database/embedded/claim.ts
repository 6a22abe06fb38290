import { isSystemError, UserError } from '../../errors.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemFiles } from '../../ports/files.ts';
import { systemProcesses } from '../../ports/processes.ts';

const RELEASED = 'released';
const POLL_MS = 50;
/** So many older claims stay, so that a listing of the folder made meanwhile can't miss the newest. */
const KEPT = 8;

/**
 * Runs `work` while no other process does so in this folder; the claim of a process that died is void.
 *
 * A claim is a symbolic link with the next number whose target names its owner: symlink(2) is atomic, fails when the
 * name is taken, and brings its contents along. Numbers only grow and the highest is the one that counts, so
 * nobody ever has to remove a dead owner's claim, the step at which such locks let two in.
 */
export async function exclusively<T>(
  { folder, waitMs }: { folder: string; waitMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const claims = `${folder}/claims`;
  await systemFiles.makeFolder(claims, 0o700);
  const number = await claim(claims, systemClock.monotonic() + waitMs);
  try {
    return await work();
  } finally {
    await systemFiles.symlink(RELEASED, `${claims}/${number + 1}`);
  }
}

async function claim(claims: string, deadline: number): Promise<number> {
  const { pid, startedAt } = systemProcesses.self();
  for (;;) {
    const newest = await newestOf(claims);
    const owner = await liveOwner(claims, newest);
    if (owner === undefined && (await take(`${pid} ${startedAt}`, `${claims}/${newest + 1}`))) {
      if ((await newestOf(claims)) === newest + 1) {
        await forgetOld(claims, newest + 1);
        return newest + 1;
      }
      await systemFiles.unlink(`${claims}/${newest + 1}`);
    }
    if (systemClock.monotonic() > deadline) throw busy(claims, owner);
    await systemClock.sleep(POLL_MS);
  }
}

async function newestOf(claims: string): Promise<number> {
  return Math.max(0, ...(await systemFiles.list(claims)).map(Number));
}

async function liveOwner(claims: string, number: number): Promise<number | undefined> {
  if (number === 0) return undefined;
  const text = await systemFiles.readLink(`${claims}/${number}`).catch(() => RELEASED);
  if (text === RELEASED) return undefined;
  const [pid, startedAt = ''] = text.split(' ');
  return systemProcesses.isAlive({ pid: Number(pid), startedAt }) ? Number(pid) : undefined;
}

async function take(owner: string, path: string): Promise<boolean> {
  try {
    await systemFiles.symlink(owner, path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

async function forgetOld(claims: string, number: number): Promise<void> {
  for (const name of await systemFiles.list(claims)) {
    if (Number(name) < number - KEPT) await systemFiles.unlink(`${claims}/${name}`).catch(() => undefined);
  }
}

function busy(claims: string, owner: number | undefined): UserError {
  return new UserError({
    code: 'database-unreachable',
    message: `Process ${owner ?? 'unknown'} has been starting or stopping the PostgreSQL of ${claims} for too long.`,
    remedy: `Wait for it or end it. If no such process is at work, remove ${claims}.`,
  });
}
