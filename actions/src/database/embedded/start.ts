import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../../errors.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemFiles } from '../../ports/files.ts';
import { sqlStateOf, withConnection } from '../connection.ts';
import { SERVER_ENVIRONMENT } from './cluster.ts';
import { findPostmaster, removeMisleadingPidFile, type Postmaster } from './postmaster.ts';
import { choosePort } from './port.ts';
import type { Place } from './place.ts';

const ATTEMPTS = 5;
/** Long enough for the recovery of a cluster that was killed under load. */
const READY_WITHIN_MS = 120_000;
const POLL_MS = 25;
const PROGRESS_EVERY_MS = 5000;

export interface Start {
  readonly place: Place;
  readonly program: string;
  readonly wantedPort: number | undefined;
  readonly urlAt: (port: number) => string;
  readonly progress: (line: string) => void;
}

/**
 * Starts the server and waits until it takes connections. A start that ends early is tried again: the port may have
 * been taken since it was chosen, and the children of a killed server hold its shared memory for a moment.
 */
export async function startPostmaster(start: Start): Promise<Postmaster> {
  const logStart = await sizeOf(start.place.log);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await systemClock.sleep(100 * 2 ** attempt);
    await removeMisleadingPidFile(start.place.data);
    const child = await spawnServer(start);
    const postmaster = await whenReady(start, child);
    if (postmaster !== undefined) return postmaster;
  }
  throw new UserError({
    code: 'database-unreachable',
    message: `PostgreSQL does not start on ${start.place.data}: ${await tailOf(start.place.log, logStart)}`,
    remedy: `Read ${start.place.log}, mend what it names and run this again.`,
  });
}

/**
 * Waits until the server that runs on the cluster takes our password; `undefined` when `child`, if one was started,
 * ended before. Fails with `database-unreachable` when it refuses the password or is not ready in time.
 */
export async function whenReady(
  start: Omit<Start, 'program' | 'wantedPort'>,
  child: ChildProcess | undefined,
): Promise<Postmaster | undefined> {
  const began = systemClock.monotonic();
  let nextLine = began + PROGRESS_EVERY_MS;
  while (systemClock.monotonic() - began < READY_WITHIN_MS) {
    const found = await findPostmaster(start.place.data);
    if (found?.isReady === true && (await takesOurPassword(start.urlAt(found.port)))) return found;
    if (found === undefined && (child === undefined || hasEnded(child))) return undefined;
    if (systemClock.monotonic() > nextLine) {
      start.progress(`Waiting for PostgreSQL to be ready, up to ${READY_WITHIN_MS / 1000} s`);
      nextLine += PROGRESS_EVERY_MS;
    }
    await systemClock.sleep(POLL_MS);
  }
  throw new UserError({
    code: 'database-unreachable',
    message: `PostgreSQL on ${start.place.data} is not ready after ${READY_WITHIN_MS / 1000} s.`,
    remedy: `Read ${start.place.log}; a server that recovers after a crash needs only more time.`,
  });
}

/** In a session of its own, so that it outlives its caller and no Ctrl-C reaches it. */
async function spawnServer({ place, program, wantedPort }: Start): Promise<ChildProcess> {
  const portFile = `${place.folder}/port`;
  const before = Number(await readFile(portFile, 'utf8').catch(() => '')) || undefined;
  const port = await choosePort({ before, wanted: wantedPort });
  await systemFiles.writeDurably(portFile, String(port), 0o600);
  const log = await open(place.log, 'a', 0o600);
  try {
    const child = spawn(program, ['-D', place.data, ...settingsFor(port)], {
      cwd: '/',
      env: SERVER_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      ...place.account,
    });
    await once(child, 'spawn');
    child.unref();
    return child;
  } catch (cause) {
    throw new UserError({
      code: 'database-unreachable',
      message: `PostgreSQL’s program ${program} could not be started: ${messageOf(cause)}.`,
      remedy: 'See that the file is there and that its user may run it, or set DATABASE_URL.',
      cause,
    });
  } finally {
    await log.close();
  }
}

function settingsFor(port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    fsync: 'on',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    log_parameter_max_length_on_error: 0,
    cluster_name: 'tidegate',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function takesOurPassword(url: string): Promise<boolean> {
  try {
    return await withConnection(url, async (client) => {
      await client.query('SELECT 1');
      return true;
    });
  } catch (error) {
    // Class 28: the server answers, and refuses this role or password. Anything else may pass by waiting.
    if (sqlStateOf(error)?.startsWith('28') === true) throw error;
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function sizeOf(path: string): Promise<number> {
  return (await readFile(path).catch(() => Buffer.alloc(0))).length;
}

async function tailOf(path: string, from: number): Promise<string> {
  const text = (await readFile(path)).subarray(from).toString('utf8').trim();
  return text === '' ? 'it says nothing.' : text.split('\n').slice(-4).join(' / ');
}
