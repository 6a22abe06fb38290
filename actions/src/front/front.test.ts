import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rename, symlink, unlink } from 'node:fs/promises';
import { createServer, request as ask, Agent, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { startFront } from './front.ts';

const temporaryFolder = temporaryFolders();
const servers: Server[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function release(path: string, answer: RequestListener): Promise<void> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
}

/** In a process of its own, so that it closes while we still write. */
async function drainingRelease(path: string): Promise<void> {
  const script = `require('node:http').createServer((request, response) => {
    response.setHeader('connection', 'close');
    request.resume().on('end', () => response.end());
  }).listen(process.argv[1], () => console.log('listening'));`;
  const child = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
}

async function front(folder: string): Promise<number> {
  const server = await startFront({
    host: '127.0.0.1',
    port: 0,
    currentSocket: join(folder, 'current.sock'),
    log: () => undefined,
  });
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

async function switchTo(folder: string, name: string): Promise<void> {
  await symlink(name, join(folder, 'next'));
  await rename(join(folder, 'next'), join(folder, 'current.sock'));
}

describe('the front', () => {
  it('sends each request of one kept connection to what is current then', async () => {
    const folder = await temporaryFolder();
    for (const name of ['old', 'new'])
      await release(join(folder, name), (_request, response) => response.end(name));
    await switchTo(folder, 'old');
    const port = await front(folder);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const get = () => body(port, agent);
    expect(await get()).toBe('old');
    await switchTo(folder, 'new');
    expect(await get()).toBe('new');
    agent.destroy();
  });

  it('lets a request that is under way end where it began', async () => {
    const folder = await temporaryFolder();
    let finish: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => {
      void release(join(folder, 'old'), (_request, response) => {
        finish = () => response.end('old');
        resolve();
      });
    });
    await release(join(folder, 'new'), (_request, response) => response.end('new'));
    await switchTo(folder, 'old');
    const answer = body(await front(folder));
    await asked;
    await switchTo(folder, 'new');
    finish?.();
    expect(await answer).toBe('old');
  });

  it('tells the release the client’s own address, whatever the client claims', async () => {
    const folder = await temporaryFolder();
    await release(join(folder, 'a'), ({ headers }, response) => response.end(JSON.stringify(headers)));
    await switchTo(folder, 'a');
    const claims = { 'X-Forwarded-For': '10.1.1.1', 'x-real-ip': '10.1.1.1', Forwarded: 'for=10.1.1.1' };
    const seen = JSON.parse(await body(await front(folder), undefined, claims)) as Record<string, string>;
    expect(seen['x-forwarded-for']).toBe('127.0.0.1');
    expect(JSON.stringify(seen)).not.toContain('10.1.1.1');
  });

  it('opens a connection for each request, and asks the release to leave the closing to it', async () => {
    const folder = await temporaryFolder();
    const sockets = new Set<unknown>();
    await release(join(folder, 'a'), (request, response) => {
      sockets.add(request.socket);
      response.end(request.headers.connection);
    });
    await switchTo(folder, 'a');
    const port = await front(folder);
    expect(await body(port, undefined, { connection: 'close' })).toBe('keep-alive');
    expect(await body(port)).toBe('keep-alive');
    expect(sockets.size).toBe(2);
  });

  it('brings every answer of a release that drains, which closes right after each', async () => {
    const folder = await temporaryFolder();
    await drainingRelease(join(folder, 'a'));
    await switchTo(folder, 'a');
    const port = await front(folder);
    const post = async () =>
      (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x'.repeat(100) })).status;
    const statuses = await Promise.all(Array.from({ length: 300 }, post));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('answers 502 while nothing is current, and serves as soon as something is', async () => {
    const folder = await temporaryFolder();
    const port = await front(folder);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(502);
    await release(join(folder, 'a'), (_request, response) => response.end('a'));
    await switchTo(folder, 'a');
    expect(await body(port)).toBe('a');
    await unlink(join(folder, 'current.sock'));
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(502);
  });

  it('passes bodies and answers through as they are', async () => {
    const folder = await temporaryFolder();
    await release(join(folder, 'a'), (request, response) => {
      response.writeHead(201, { 'x-own': 'yes' });
      request.pipe(response);
    });
    await switchTo(folder, 'a');
    const sent = 'x'.repeat(300_000);
    const answer = await fetch(`http://127.0.0.1:${await front(folder)}/`, { method: 'POST', body: sent });
    expect([answer.status, answer.headers.get('x-own'), await answer.text()]).toEqual([201, 'yes', sent]);
  });
});

function body(port: number, agent?: Agent, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = ask(
      { port, host: '127.0.0.1', headers, ...(agent === undefined ? {} : { agent }) },
      (response) => {
        const parts: Buffer[] = [];
        response
          .on('data', (part: Buffer) => parts.push(part))
          .on('end', () => {
            resolve(Buffer.concat(parts).toString());
          });
      },
    );
    request.on('error', reject).end();
  });
}
