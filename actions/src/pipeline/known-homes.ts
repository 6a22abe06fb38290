import { lstat, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isSystemError, UserError } from '../errors.ts';
import { Lock } from '../host/lock.ts';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { systemProcesses } from '../ports/processes.ts';

const WAIT_MS = 20_000;
const homesSchema = z.array(z.string());

/**
 * Does `work` with the other homes of this user that are still there, while no other process does so; from then on `home`
 * is one of them for the others. Kept in the machine's temporary folder: when that is emptied, all that is lost is what
 * stopped homes had chosen.
 */
export async function amongHomes<Result>(
  home: string,
  work: (others: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const folder = await registryFolder();
  const ports = { files: systemFiles, clock: systemClock, processes: systemProcesses };
  const lock = await Lock.acquire(
    { ...ports, path: join(folder, 'lock') },
    { purpose: 'choosing ports', waitMs: WAIT_MS },
  );
  try {
    const path = join(folder, 'homes.json');
    const others = await otherHomes(path, home);
    await systemFiles.writeDurably(`${path}.draft`, JSON.stringify([...others, home]), 0o600);
    await systemFiles.rename(`${path}.draft`, path);
    return await work(others);
  } finally {
    await lock.release();
  }
}

/** Anyone may make names in the temporary folder: only a folder of our own is trusted. */
async function registryFolder(): Promise<string> {
  const user = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `tidegate-homes-${user}`);
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (!isSystemError(error, 'EEXIST')) throw error;
  });
  const facts = await lstat(folder);
  if (facts.isDirectory() && facts.uid === user) return folder;
  throw new UserError({
    code: 'filesystem-refused',
    message: `Expected ${folder} to be a folder of ours; another user made it.`,
    remedy: `Have it removed, or set TIDEGATE_PORT_BASE to the first of a free run of ports.`,
  });
}

async function otherHomes(path: string, home: string): Promise<string[]> {
  const known = homesSchema.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '[]')));
  const others = (known.data ?? []).filter((other) => other !== home);
  const isThere = await Promise.all(others.map((other) => systemFiles.exists(other)));
  return others.filter((_other, index) => isThere[index]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
