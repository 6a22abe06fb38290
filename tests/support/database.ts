import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { parseConfiguration } from '../../actions/src/configuration/environment-file.ts';
import { serverStatus } from '../../actions/src/database/embedded/server.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import type { Undo } from './arrange.ts';
import { ledgerOf } from './interrupt.ts';
import type { Workbench } from './workbench.ts';

/** The embedded server's process, to be killed: it is the workbench's own. */
export async function postmasterOf({ home }: Workbench): Promise<number> {
  const status = await serverStatus(join(home, 'postgres'));
  if (status.kind === 'stopped') throw new Error('expected a database that runs');
  return status.pid;
}

/**
 * Ends every process of the embedded server at one blow, as a power cut does. The postmaster's end alone is not that: the
 * sessions see it one after the other, and one that waited for a lock may still get it and commit.
 */
export async function cutPowerOf(bench: Workbench): Promise<void> {
  const postmaster = await postmasterOf(bench);
  // Held, so that it starts no other process for one that is gone.
  process.kill(postmaster, 'SIGSTOP');
  for (const pid of await childrenOf(postmaster)) process.kill(pid, 'SIGKILL');
  process.kill(postmaster, 'SIGKILL');
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_pid, index) => parents[index] === parent);
}

/** The fourth field of proc_pid_stat(5), behind the command's name in brackets; `undefined` for one that is gone. */
async function parentOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, field] = /.*\) \S (\d+) /s.exec(stat) ?? [];
  return field === undefined ? undefined : Number(field);
}

/** A session on the environment's own database, as its releases have. */
export async function sessionOn(bench: Workbench, environment: string): Promise<Client> {
  const client = new Client({ connectionString: await databaseUrlOf(bench, environment) });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export async function query(bench: Workbench, environment: string, sql: string): Promise<object[]> {
  const client = await sessionOn(bench, environment);
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Waits until a migration waits for a lock. */
export async function untilMigrationWaits(bench: Workbench, environment: string): Promise<void> {
  const sql = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'tidegate' AND wait_event_type = 'Lock'`;
  await waitUntil(async () => (await query(bench, environment, sql)).length > 0, 'a migration waits');
}

/** A way to the environment's database that refuses the deployments' own connections whenever the journal's end says so. */
export async function wayToDatabase(
  bench: Workbench,
  environment: string,
  isRefused: (lastLine: string) => boolean,
): Promise<{ url: string; close: Undo }> {
  const url = new URL(await databaseUrlOf(bench, environment));
  const port = Number(url.port);
  const journal = join(bench.home, 'hosts', environment, 'journal.jsonl');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (startup) => {
      const lastLine = readFileSync(journal, 'utf8').trimEnd().split('\n').at(-1) ?? '';
      if (startup.includes('application_name\0tidegate\0') && isRefused(lastLine)) socket.destroy();
      else forward(socket, startup, port);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

function forward(socket: Socket, startup: Buffer, port: number): void {
  const upstream = connect(port, '127.0.0.1');
  upstream.on('error', () => socket.destroy());
  upstream.write(startup);
  socket.pipe(upstream).pipe(socket);
  socket.on('close', () => upstream.destroy());
}

async function databaseUrlOf(bench: Workbench, environment: string): Promise<string> {
  const entries = await ledgerOf(bench, environment);
  const live = entries
    .flatMap(({ event }) => (event.type === 'deployment-ended' ? (event.live ?? []) : []))
    .at(-1);
  const path = join(bench.home, 'hosts', environment, 'config', `${live?.configHash ?? ''}.env`);
  return parseConfiguration(await readFile(path, 'utf8'))['DATABASE_URL'] ?? '';
}
