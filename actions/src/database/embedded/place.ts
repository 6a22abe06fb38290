import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isSystemError, UserError } from '../../errors.ts';
import { systemFiles } from '../../ports/files.ts';
import { accountFor, canReach, type Account } from './account.ts';

/** Where one embedded server keeps its things. */
export interface Place {
  /** The caller's folder, links resolved: passwords, port, log, claims. */
  readonly folder: string;
  /** Holds the cluster: `folder` itself where PostgreSQL's account may enter it. */
  readonly base: string;
  readonly data: string;
  readonly log: string;
  readonly account: Account | undefined;
}

/**
 * Makes the folder, and decides where its cluster lies: in it, or, when the account that PostgreSQL runs as may not
 * enter it (below /root, a private checkout), in a folder of our own below /var/tmp, which `place` then records.
 */
export async function makePlace(folder: string): Promise<Place> {
  await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const resolved = await realpath(folder);
  const recorded = await recordedBase(resolved);
  const base = recorded !== undefined && (await isOurs(recorded)) ? recorded : await chooseBase(resolved);
  return await placeAt(resolved, base);
}

/** The place of a server that was made before; `undefined` when there is none. */
export async function findPlace(folder: string): Promise<Place | undefined> {
  const resolved = await realpath(folder).catch(() => undefined);
  if (resolved === undefined) return undefined;
  return await placeAt(resolved, (await recordedBase(resolved)) ?? resolved);
}

/** A folder that every account can enter and only we can change, named by the caller's folder. */
export async function makeSharedFolder(folder: string): Promise<string> {
  const path = await sharedFolderOf(folder);
  await mkdir(path, { mode: 0o711 }).catch((error: unknown) => {
    if (!isSystemError(error, 'EEXIST')) throw error;
  });
  // Anyone may make names in /var/tmp: only a folder of our own is trusted.
  if (await isOurs(path)) return path;
  throw new UserError({
    code: 'filesystem-refused',
    message: `Expected ${path} to be a folder of ours; another user made it.`,
    remedy: `Have ${path} removed, or choose another folder for the database.`,
  });
}

/** Removes the cluster and everything else that a stopped server keeps. */
export async function removePlace(place: Place): Promise<void> {
  await rm(place.data, { recursive: true, force: true });
  await rm(await sharedFolderOf(place.folder), { recursive: true, force: true });
  await rm(place.folder, { recursive: true, force: true });
}

async function sharedFolderOf(folder: string): Promise<string> {
  const parent = (await stat('/var/tmp').catch(() => undefined))?.isDirectory() ? '/var/tmp' : tmpdir();
  return `${parent}/tidegate-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

async function placeAt(folder: string, base: string): Promise<Place> {
  const data = `${base}/data`;
  return { folder, base, data, log: `${folder}/postgres.log`, account: await accountFor(data) };
}

async function recordedBase(folder: string): Promise<string | undefined> {
  return await readFile(`${folder}/place`, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  });
}

async function chooseBase(folder: string): Promise<string> {
  if (await canReach(folder, await accountFor(`${folder}/data`))) return folder;
  const base = await makeSharedFolder(folder);
  const draft = `${folder}/place.${randomBytes(6).toString('hex')}`;
  await systemFiles.writeDurably(draft, base, 0o600);
  // Whoever reads meanwhile finds no record or a whole one.
  await systemFiles.rename(draft, `${folder}/place`);
  await systemFiles.syncFolder(folder);
  return base;
}

async function isOurs(path: string): Promise<boolean> {
  const facts = await lstat(path).catch(() => undefined);
  return facts?.isDirectory() === true && facts.uid === process.getuid?.();
}
