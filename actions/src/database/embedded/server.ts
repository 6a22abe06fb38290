import { readFile } from 'node:fs/promises';
import { isSystemError, messageOf, UserError } from '../../errors.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemProcesses } from '../../ports/processes.ts';
import { findBinaries } from './binaries.ts';
import { exclusively } from './claim.ts';
import { ensureCluster, SUPERUSER } from './cluster.ts';
import { findPlace, makePlace, removePlace, type Place } from './place.ts';
import { findPostmaster, type Postmaster } from './postmaster.ts';
import { secretIn } from './secret-file.ts';
import { startPostmaster, whenReady } from './start.ts';

/** How long another process may take to start or stop the same server. */
const CLAIM_WITHIN_MS = 150_000;
const STOP_WITHIN_MS = 60_000;
const POLL_MS = 20;

export interface EmbeddedServer {
  /** As it was asked for: names the server to `stopServer`. */
  readonly folder: string;
  readonly port: number;
  readonly pid: number;
  /** A URL of this server. Its password is a secret: never print it. */
  readonly url: (access: { database: string; role: string; password: string }) => string;
  /** As the superuser; holds its password. */
  readonly adminUrl: (database?: string) => string;
}

export interface ServerRequest {
  readonly folder: string;
  /** The first port to try where none was used before; any free one without it. */
  readonly port?: number | undefined;
  readonly progress?: ((line: string) => void) | undefined;
}

/**
 * The PostgreSQL server of the folder: the one that runs already, or a new one, which outlives the caller.
 * Repeated, concurrent and interrupted calls, of several processes too, end with one server.
 * Fails with `database-unavailable`, `database-unreachable`, `filesystem-refused` or `no-space-left`.
 */
export async function ensureServer(request: ServerRequest): Promise<EmbeddedServer> {
  return await explainingFiles(request.folder, async () => {
    const place = await makePlace(request.folder);
    return await exclusively({ folder: place.folder, waitMs: CLAIM_WITHIN_MS }, () => serve(request, place));
  });
}

/** Stops the folder's server, if one runs, and waits until its process is gone. Its data stays. */
export async function stopServer(folder: string): Promise<void> {
  await explainingFiles(folder, async () => {
    const place = await findPlace(folder);
    if (place === undefined) return;
    await exclusively({ folder: place.folder, waitMs: CLAIM_WITHIN_MS }, () => stop(place));
  });
}

/** Stops the folder's server and removes its data, its passwords and the folder itself. */
export async function discardServer(folder: string): Promise<void> {
  await stopServer(folder);
  const place = await findPlace(folder);
  if (place !== undefined) await explainingFiles(folder, () => removePlace(place));
}

export type ServerStatus =
  { readonly kind: 'running'; readonly pid: number; readonly port: number } | { readonly kind: 'stopped' };

/** Whether the folder's server runs now, without starting, stopping or waiting for anything. */
export async function serverStatus(folder: string): Promise<ServerStatus> {
  return await explainingFiles(folder, async () => {
    const place = await findPlace(folder);
    const postmaster = place === undefined ? undefined : await findPostmaster(place.data);
    if (postmaster === undefined) return { kind: 'stopped' };
    return { kind: 'running', pid: postmaster.identity.pid, port: postmaster.port };
  });
}

async function serve(request: ServerRequest, place: Place): Promise<EmbeddedServer> {
  const progress = request.progress ?? (() => undefined);
  const password = await passwordOf(place);
  function urlAt(port: number): string {
    return urlOf(port, { database: 'postgres', role: SUPERUSER, password });
  }
  const running = await whenReady({ place, urlAt, progress }, undefined);
  if (running !== undefined) return serverOf({ request, postmaster: running, password });

  progress(`Starting PostgreSQL in ${place.folder}`);
  const binaries = await findBinaries(place);
  await ensureCluster(place, binaries, password);
  const started = await startPostmaster({
    place,
    program: binaries.postgres,
    wantedPort: request.port,
    urlAt,
    progress,
  });
  return serverOf({ request, postmaster: started, password });
}

async function passwordOf(place: Place): Promise<string> {
  const path = `${place.folder}/superuser.password`;
  const hasCluster = await readFile(`${place.data}/PG_VERSION`).then(
    () => true,
    () => false,
  );
  const password = hasCluster ? await readFile(path, 'utf8').catch(() => undefined) : await secretIn(path);
  if (password !== undefined) return password;
  throw new UserError({
    code: 'database-unreachable',
    message: `Expected the password of the database in ${path}; the file can’t be read.`,
    remedy: `Put it back, or move ${place.folder} away to begin with an empty database.`,
  });
}

function serverOf(facts: {
  request: ServerRequest;
  postmaster: Postmaster;
  password: string;
}): EmbeddedServer {
  const { port, identity } = facts.postmaster;
  return {
    folder: facts.request.folder,
    port,
    pid: identity.pid,
    url: (access) => urlOf(port, access),
    adminUrl: (database = 'postgres') => urlOf(port, { database, role: SUPERUSER, password: facts.password }),
  };
}

function urlOf(port: number, access: { database: string; role: string; password: string }): string {
  const [role, password, database] = [access.role, access.password, access.database].map(encodeURIComponent);
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

/** SIGINT is PostgreSQL's fast shutdown: it ends sessions and leaves nothing to recover. */
async function stop(place: Place): Promise<void> {
  const postmaster = await findPostmaster(place.data);
  if (postmaster === undefined) return;
  systemProcesses.signal(postmaster.identity, 'SIGINT');
  const deadline = systemClock.monotonic() + STOP_WITHIN_MS;
  while (systemProcesses.isAlive(postmaster.identity)) {
    if (systemClock.monotonic() > deadline) throw stuck(place, postmaster);
    await systemClock.sleep(POLL_MS);
  }
}

function stuck(place: Place, { identity }: Postmaster): UserError {
  return new UserError({
    code: 'database-unreachable',
    message: `PostgreSQL (process ${identity.pid}) does not stop within ${STOP_WITHIN_MS / 1000} s.`,
    remedy: `Read ${place.log}, then end the process by hand.`,
  });
}

/** What the file system refuses is the user's to mend; everything else passes. */
async function explainingFiles<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isSystemError(cause, 'ENOSPC', 'EDQUOT')) {
      throw new UserError({
        code: 'no-space-left',
        message: `The disk of ${folder} is full: ${messageOf(cause)}.`,
        remedy: 'Free some space and run this again; nothing is lost.',
        cause,
      });
    }
    if (!isSystemError(cause, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY')) throw cause;
    throw new UserError({
      code: 'filesystem-refused',
      message: `The database’s files in ${folder} can’t be used: ${messageOf(cause)}.`,
      remedy: 'Run this as the user that made them, or choose another folder.',
      cause,
    });
  }
}
