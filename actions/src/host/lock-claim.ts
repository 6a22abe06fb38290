import { dirname } from 'node:path';
import { ignoreMissing, isSystemError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import { readOwner, type LockPorts, type Owner } from './lock-owner.ts';

/**
 * Who owns the lock after our attempt, or is about to: whatever was tried, what the file says then is what counts.
 * `undefined` when it is nobody who lives: then it is worth another attempt.
 */
export async function claim(ports: LockPorts, mine: Owner): Promise<Owner | undefined> {
  const { files, path, processes } = ports;
  const draft = `${path}.${mine.nonce}`;
  try {
    await files.writeDurably(draft, JSON.stringify(mine), 0o600);
    if (await linkedTo(files, draft, path)) return mine;
    const holder = await readOwner(files, path);
    if (holder !== undefined && processes.isAlive(holder)) return holder;
    const claimant = await replaceDead(ports, draft);
    const owner = await readOwner(files, path);
    if (owner?.nonce === mine.nonce || (owner !== undefined && processes.isAlive(owner))) return owner;
    return claimant;
  } finally {
    await files.unlink(draft).catch(() => undefined);
    await files.syncFolder(dirname(path));
  }
}

/**
 * Only the process that links `<lock>.next` may rename it over a dead owner's lock. A claim whose own process died is
 * moved away first; one that lives is returned. Each of these may lose to a neighbour at any point, which leaves the lock
 * with one whole owner.
 */
async function replaceDead({ files, path, processes }: LockPorts, draft: string): Promise<Owner | undefined> {
  const next = `${path}.next`;
  if (!(await linkedTo(files, draft, next))) {
    const claimant = await readOwner(files, next);
    if (claimant !== undefined && processes.isAlive(claimant)) return claimant;
    await files.unlink(next).catch(ignoreMissing);
    return undefined;
  }
  const holder = await readOwner(files, path);
  if (holder !== undefined && processes.isAlive(holder)) {
    await files.unlink(next).catch(ignoreMissing);
    return undefined;
  }
  await files.rename(next, path).catch(ignoreMissing);
  return undefined;
}

async function linkedTo(files: Files, from: string, to: string): Promise<boolean> {
  try {
    await files.link(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}
