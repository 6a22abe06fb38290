import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { checkDatabase, connect, withConnection } from '../connection.ts';
import { killHard, runProgram, startProgram } from '../testing/run-program.ts';
import { waitFor } from '../testing/wait-for.ts';
import { canReach } from './account.ts';
import { findPlace } from './place.ts';
import { discardServer, ensureServer, serverStatus, stopServer, type EmbeddedServer } from './server.ts';

// Real servers and processes, on a machine that may be busy.
jest.setTimeout(60_000);

const NOBODY = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const SERVE = fileURLToPath(new URL('../testing/serve.ts', import.meta.url));

async function dataOf(folder: string): Promise<string> {
  return (await findPlace(folder))?.data ?? '';
}

async function answers(server: EmbeddedServer): Promise<boolean> {
  await checkDatabase(server.adminUrl());
  return true;
}

describe('one server, run through its life', () => {
  let parent: string;
  let folder: string;
  beforeAll(async () => {
    // As root its mode (0700) also keeps PostgreSQL's account out.
    parent = await mkdtemp(join(tmpdir(), 'tidegate-server-'));
    folder = join(parent, 'database');
    await ensureServer({ folder });
  });
  afterAll(async () => {
    await discardServer(folder);
    await rm(parent, { recursive: true });
  });

  it('is adopted, not started again', async () => {
    const first = await ensureServer({ folder });
    const second = await ensureServer({ folder });
    expect(second.pid).toBe(first.pid);
    expect(await serverStatus(folder)).toEqual({ kind: 'running', pid: first.pid, port: first.port });
  });

  it('never runs as root, and keeps its password out of argument lists and open files', async () => {
    const { pid, adminUrl } = await ensureServer({ folder });
    const password = new URL(adminUrl()).password;
    const file = await stat(`${folder}/superuser.password`);
    expect(file.mode & 0o777).toBe(0o600);
    expect((await stat(await dataOf(folder))).uid).not.toBe(0);
    if (process.platform !== 'linux') return;
    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(password);
  });

  it('listens on loopback with TCP only, and asks everyone for a password', async () => {
    const { adminUrl } = await ensureServer({ folder });
    const { rows } = await withConnection(adminUrl(), (client) =>
      client.query<{ name: string; setting: string }>(
        `SELECT name, setting FROM pg_settings
         WHERE name IN ('listen_addresses', 'unix_socket_directories', 'fsync', 'max_connections') ORDER BY name`,
      ),
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      listen_addresses: '127.0.0.1',
      max_connections: '200',
      unix_socket_directories: '',
    });
    const wrong = new URL(adminUrl());
    wrong.password = 'wrong';
    await expect(checkDatabase(wrong.href)).rejects.toMatchObject({ code: 'database-unreachable' });
  });

  it('is stopped for good, with its data kept, and comes back on the same port', async () => {
    const before = await ensureServer({ folder });
    await withConnection(before.adminUrl(), (client) =>
      client.query('CREATE TABLE kept AS SELECT 42 AS answer'),
    );
    await stopServer(folder);
    expect(await serverStatus(folder)).toEqual({ kind: 'stopped' });
    await stopServer(folder);

    const after = await ensureServer({ folder });
    expect(after.port).toBe(before.port);
    const { rows } = await withConnection(after.adminUrl(), (client) =>
      client.query('SELECT answer FROM kept'),
    );
    expect(rows).toEqual([{ answer: 42 }]);
  });

  it('takes another port, and records it, when its own was taken meanwhile', async () => {
    const { port } = await ensureServer({ folder });
    await stopServer(folder);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const moved = await ensureServer({ folder });
    other.close();
    expect(moved.port).not.toBe(port);
    expect(await answers(moved)).toBe(true);
    expect(await readFile(`${folder}/port`, 'utf8')).toBe(String(moved.port));
  });

  it('recovers from a kill of its main process while sessions are at work', async () => {
    const before = await ensureServer({ folder });
    const session = await connect(before.adminUrl());
    const working = session.query('SELECT pg_sleep(600)').catch(() => 'ended');
    process.kill(before.pid, 'SIGKILL');
    const after = await ensureServer({ folder });
    expect(after.pid).not.toBe(before.pid);
    expect(await answers(after)).toBe(true);
    expect(await working).toBe('ended');
  });

  it('is not fooled by a postmaster.pid that names another living process', async () => {
    await stopServer(folder);
    const account = isRoot ? NOBODY : {};
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore', ...account });
    await once(stranger, 'spawn');
    const data = await dataOf(folder);
    await writeFile(`${data}/postmaster.pid`, `${stranger.pid}\n${data}\n1\n1\n\n127.0.0.1\n0 0\nready   \n`);
    const server = await ensureServer({ folder });
    expect(server.pid).not.toBe(stranger.pid);
    expect(await answers(server)).toBe(true);
    await killHard(stranger);
  });

  it('removes a postmaster.pid of a process that is gone', async () => {
    await stopServer(folder);
    const data = await dataOf(folder);
    await writeFile(`${data}/postmaster.pid`, `4194303\n${data}\n1\n1\n\n127.0.0.1\n0 0\nready   \n`);
    expect(await answers(await ensureServer({ folder }))).toBe(true);
  });

  it('refuses a server that does not take the recorded password, without telling it', async () => {
    await ensureServer({ folder });
    const path = `${folder}/superuser.password`;
    const right = await readFile(path, 'utf8');
    await writeFile(path, 'not-the-password');
    const error: unknown = await ensureServer({ folder }).catch((failure: unknown) => failure);
    await writeFile(path, right);
    expect(error).toMatchObject({ code: 'database-unreachable' });
    expect(JSON.stringify(error) + String(error)).not.toContain('not-the-password');
  });
});

describe('a first start', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'tidegate-server-'));
    folder = join(parent, 'database');
  });
  afterEach(async () => {
    await discardServer(folder);
    await rm(parent, { recursive: true });
  });

  it('ends with one server when two processes ask for it at once', async () => {
    const asked = ['serve.ts', 'serve.ts'].map((program) => runProgram(program, { args: [folder] }));
    const [one, other] = await Promise.all(asked);
    expect(one).toMatchObject({ pid: expect.any(Number), url: expect.any(String) });
    expect(other).toEqual(one);
    const { pid } = await ensureServer({ folder });
    expect(one).toMatchObject({ pid });
  });

  it('is finished by the next caller when the first was killed during initdb', async () => {
    const starter = startProgram('serve.ts', { args: [folder] });
    await waitFor('a half-made cluster', async () => {
      const place = await findPlace(folder);
      if (place === undefined) return undefined;
      const draft = (await readdir(place.base)).find((name) => name.startsWith('data.new.'));
      if (draft === undefined) return undefined;
      return await stat(`${place.base}/${draft}/data/global`).catch(() => undefined);
    });
    await killHard(starter);
    expect(await serverStatus(folder)).toEqual({ kind: 'stopped' });
    expect(await answers(await ensureServer({ folder }))).toBe(true);
  });

  it('clears what a killed run left of a cluster, and listens near the wanted port', async () => {
    await mkdir(join(folder, 'data.new.0a1b2c/data'), { recursive: true });
    await writeFile(join(folder, 'data.new.0a1b2c/data/PG_VERSION'), '18\n');
    if (isRoot) {
      // Where PostgreSQL's account may enter, as below /srv.
      await chmod(parent, 0o711);
      await chmod(folder, 0o711);
    }
    const wanted = 20_000 + (process.pid % 10_000);
    const server = await ensureServer({ folder, port: wanted });
    expect(await answers(server)).toBe(true);
    expect(server.port - wanted).toBeLessThan(100);
    expect((await readdir(folder)).filter((name) => name.startsWith('data'))).toEqual(['data']);
  });

  it('outlives its starter, and works for an ordinary user', async () => {
    // Root's checkout may be closed to others; then the starter is root, and the server is not.
    const isOther = isRoot && (await canReach(process.execPath, NOBODY)) && (await canReach(SERVE, NOBODY));
    if (isOther) await chown(parent, NOBODY.uid, NOBODY.gid);
    const account = isOther ? { account: NOBODY } : {};
    const served = await runProgram('serve.ts', { args: [folder], ...account });
    const uid = isOther ? NOBODY.uid : process.getuid?.();
    expect(served).toMatchObject({ uid, url: expect.any(String) });
    await checkDatabase((served as { url: string }).url);
    expect(await serverStatus(folder)).toMatchObject({
      kind: 'running',
      pid: (served as { pid: number }).pid,
    });
  });

  it('refuses a cluster of another version', async () => {
    await mkdir(`${folder}/data`, { recursive: true });
    await writeFile(`${folder}/data/PG_VERSION`, '15\n');
    await writeFile(`${folder}/superuser.password`, 'x');
    if (isRoot) {
      await chmod(parent, 0o711);
      await chmod(folder, 0o711);
    }
    await expect(ensureServer({ folder })).rejects.toMatchObject({ code: 'database-unavailable' });
  });
});
