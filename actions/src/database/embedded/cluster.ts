import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { UserError } from '../../errors.ts';
import { systemFiles } from '../../ports/files.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Place } from './place.ts';

export const SUPERUSER = 'tidegate';
/** The programs need no more, and nothing of ours may reach them. English messages wherever they run. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const;

/** The major version of the programs in the npm package. */
const MAJOR = '18';

/** Makes the cluster unless there is one. A half-made one of a killed run is never used: the last step is a rename. */
export async function ensureCluster(place: Place, binaries: Binaries, password: string): Promise<void> {
  await removeDrafts(place.base);
  const found = await readFile(`${place.data}/PG_VERSION`, 'utf8').catch(() => undefined);
  if (found === undefined) await makeCluster(place, binaries, password);
  else if (found.trim() !== MAJOR) throw otherVersion(place, found.trim());
}

async function makeCluster(place: Place, binaries: Binaries, password: string): Promise<void> {
  // A name of its own: the initdb of a run that was killed may still be writing to its folder.
  const draft = `${place.base}/data.new.${randomBytes(6).toString('hex')}`;
  const passwordFile = `${draft}/password`;
  try {
    await makeOwned(draft, place.account);
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (place.account !== undefined) await chown(passwordFile, place.account.uid, place.account.gid);
    await runInitdb({ place, program: binaries.initdb, data: `${draft}/data`, passwordFile });
    await rename(`${draft}/data`, place.data);
    await systemFiles.syncFolder(place.base);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function removeDrafts(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    if (!name.startsWith('data.new.')) continue;
    // An initdb that still writes there can make this fail; the next run removes the rest.
    await rm(`${base}/${name}`, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function makeOwned(folder: string, account: Account | undefined): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  if (account !== undefined) await chown(folder, account.uid, account.gid);
}

async function runInitdb(run: {
  place: Place;
  program: string;
  data: string;
  passwordFile: string;
}): Promise<void> {
  const settings = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${SUPERUSER}`, '--auth=scram-sha-256', `--pwfile=${run.passwordFile}`];
  const result = await execa(run.program, ['-D', run.data, ...access, ...settings, '--no-instructions'], {
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
    ...run.place.account,
  });
  if (!result.failed) return;
  throw new UserError({
    code: 'database-unreachable',
    message: `initdb could not make the database cluster ${run.place.data}: ${lastLines(result.all)}`,
    remedy: await remedyOf(run.place),
    cause: result,
  });
}

async function remedyOf({ base }: Place): Promise<string> {
  const free = await systemFiles.freeBytes(base);
  if (free < 100_000_000) return `Free some disk space below ${base}: a new cluster needs 40 MB.`;
  return 'See that this user has an entry in /etc/passwd and may write there, or set DATABASE_URL.';
}

function lastLines(output: string): string {
  const lines = output.trim().split('\n').slice(-3).join(' / ');
  return lines === '' ? 'it could not be started.' : lines;
}

function otherVersion(place: Place, found: string): UserError {
  return new UserError({
    code: 'database-unavailable',
    message: `Expected a cluster of PostgreSQL ${MAJOR} in ${place.data}; found one of ${found}.`,
    remedy: `Move ${place.folder} away to begin with an empty database, or go back to the earlier version.`,
  });
}
