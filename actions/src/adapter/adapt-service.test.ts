import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { readTraffic } from '../watch/metrics.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { startAdapted, type AdaptedRelease } from './testing/adapted-release.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const running: AdaptedRelease[] = [];

afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

type Wish = Parameters<typeof startAdapted>[1];

async function start(main: string, wish: Partial<Wish> = {}): Promise<AdaptedRelease> {
  const release = await startAdapted(await temporaryFolder(), { files: { 'main.js': main }, ...wish });
  running.push(release);
  return release;
}

const PLAIN = `
  const { createServer } = require('node:http');
  createServer((request, response) => response.end('hello ' + request.url)).listen(process.env.PORT ?? 3000);
`;

describe('an adapted service', () => {
  it('listens on the release’s socket and not on the port that it asks for', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const release = await start(PLAIN, { environment: { PORT: String(port) } });
    await release.untilReady();
    expect(await release.ask('/a')).toMatchObject({ status: 200, body: 'hello /a' });
    taken.close();
  });

  it.each<[string, string]>([
    ['an object', `listen({ port: 3000, host: '0.0.0.0' }, done)`],
    ['a text', `listen('3000', '127.0.0.1', done)`],
    ['nothing', `listen(done)`],
    ['a path', `listen('/nowhere/at/all.sock', done)`],
  ])('may ask by %s, and is told when it listens', async (_what, listen) => {
    const release = await start(`
      const done = () => console.log('told');
      require('http').createServer((_, response) => response.end('here')).${listen};`);
    await release.untilReady();
    expect((await release.ask('/')).body).toBe('here');
    await waitUntil(() => release.log().includes('told'), 'it is told');
  });

  it.each<[string, string, string]>([
    ['CommonJS', 'main.js', `if (require.main === module) { ${PLAIN} }`],
    [
      'an ES module',
      'main.mjs',
      `import { createServer } from 'node:http'; if (import.meta.main) createServer((_, r) => r.end('hello')).listen(1);`,
    ],
    [
      'an ES module that compares paths',
      'main.mjs',
      `import { createServer } from 'node:http'; import { fileURLToPath } from 'node:url';
       if (fileURLToPath(import.meta.url) === process.argv[1]) createServer((_, r) => r.end('hello')).listen(1);`,
    ],
  ])('is the main program of its process, as %s', async (_what, entry, text) => {
    const release = await start('', { files: { [entry]: text }, settings: { entry } });
    await release.untilReady();
    expect((await release.ask('/')).body).toMatch(/^hello/);
  });

  it('has its arguments, its flags, its folder and its process', async () => {
    const main = `require('http').createServer((_, response) => response.end(JSON.stringify(
      { args: process.argv.slice(2), cwd: process.cwd(), pid: process.pid, flagged: globalThis.flagged }))).listen(1)`;
    const release = await start('', {
      files: { 'main.js': main, 'before.js': 'globalThis.flagged = true' },
      settings: { arguments: ['db.json', '--quiet'], nodeFlags: ['--require', './before.js'] },
    });
    await release.untilReady();
    expect(JSON.parse((await release.ask('/')).body)).toEqual({
      args: ['db.json', '--quiet'],
      cwd: `${release.folder}/service`,
      pid: release.child.pid,
      flagged: true,
    });
  });

  it('says which release it is, on every path, before its own handlers', async () => {
    const release = await start(PLAIN);
    await release.untilReady();
    expect(JSON.parse((await release.ask('/health/ready')).body)).toEqual({
      status: 'ready',
      releaseId: '1.0.0-aaaaaaa-bbbbbbbb',
      digest: 'b'.repeat(64),
      configHash: 'c'.repeat(16),
      worker: { pid: release.child.pid, index: 0, count: 1 },
    });
    expect(JSON.parse((await release.ask('/health')).body)).toMatchObject({ status: 'healthy' });
    expect((await release.ask('/health/ready', { method: 'POST' })).body).toBe('hello /health/ready');
  });

  it.each<[string, number, number]>([
    ['answers', 200, 200],
    ['redirects', 302, 200],
    ['answers 503', 503, 503],
    ['is not there', 404, 503],
  ])('whose own health route %s (%i) is ready accordingly: %i', async (_what, own, expected) => {
    const release = await start(
      `require('http').createServer((request, response) => {
         response.statusCode = request.url === '/health' ? ${own} : 200; response.end('own');
       }).listen(1)`,
      { settings: { health: '/health' } },
    );
    await waitUntil(async () => (await release.ask('/').catch(() => undefined)) !== undefined, 'it listens');
    expect((await release.ask('/health/ready')).status).toBe(expected);
    expect((await release.ask('/health')).body).toBe('own');
  });

  it('is not ready while its own health route does not answer', async () => {
    const release = await start(
      `require('http').createServer((request, response) => request.url === '/up' || response.end()).listen(1)`,
      { settings: { health: '/up' } },
    );
    await waitUntil(async () => (await release.ask('/').catch(() => undefined)) !== undefined, 'it listens');
    const { status, body } = await release.ask('/health/ready');
    expect([status, JSON.parse(body)]).toEqual([503, expect.objectContaining({ status: 'not-ready' })]);
  });

  it('counts what it answered for the host, and gives users its own /metrics', async () => {
    const release = await start(
      `require('http').createServer((request, response) => {
         response.statusCode = request.url === '/bad' ? 500 : 200; response.end('own ' + request.url);
       }).listen(1)`,
    );
    await release.untilReady();
    for (const path of ['/a', '/b', '/bad']) await release.ask(path);
    const forwarded = { headers: { 'x-forwarded-for': '127.0.0.1' } };
    expect((await release.ask('/metrics', forwarded)).body).toBe('own /metrics');
    const traffic = readTraffic((await release.ask('/metrics')).body);
    if (traffic.kind !== 'traffic') throw new Error(traffic.problem);
    expect([...traffic.routes]).toEqual([['GET /*', expect.objectContaining({ requests: 4, errors: 1 })]]);
  });

  it('sees its clients at the address that a front on this machine has', async () => {
    const release = await start(
      `require('http').createServer(({ socket }, response) => response.end(socket.remoteAddress)).listen(1)`,
    );
    await release.untilReady();
    expect((await release.ask('/')).body).toBe('127.0.0.1');
  });

  it('keeps a second server off the ports that another release needs too', async () => {
    const release = await start(`
      const { createServer } = require('http');
      createServer((_, response) => response.end('first')).listen(3000);
      const second = createServer((_, response) => response.end('second'));
      second.listen(9100, '0.0.0.0', () => console.log('second ' + JSON.stringify(second.address())));`);
    await release.untilReady();
    await waitUntil(() => release.log().includes('second {'), 'the second listens');
    const address = JSON.parse(/second (\{.*\})/.exec(release.log())?.[1] ?? '') as {
      address: string;
      port: number;
    };
    expect(address.address).toBe('127.0.0.1');
    expect(address.port).not.toBe(9100);
    expect((await release.ask('/')).body).toBe('first');
  });

  it('is the server that asks for the port named, whichever comes first', async () => {
    const release = await start(
      `const { createServer } = require('http');
       createServer((_, response) => response.end('admin')).listen(9100);
       createServer((_, response) => response.end('service')).listen(8080);`,
      { settings: { port: 8080 } },
    );
    await release.untilReady();
    expect((await release.ask('/')).body).toBe('service');
  });

  it('starts again where it was killed', async () => {
    const release = await start(PLAIN);
    await release.untilReady();
    release.child.kill('SIGKILL');
    await once(release.child, 'exit');
    const again = await startAdapted(release.folder, { files: { 'main.js': PLAIN } });
    running.push(again);
    await again.untilReady();
  });
});

describe('an adapted service that is told to stop', () => {
  const SLOW = `
    const server = require('http').createServer((request, response) => {
      console.log('asked');
      setTimeout(() => response.end('late'), 400);
    });
    server.listen(3000);`;

  it('answers what is under way, sends clients away, and ends well', async () => {
    const release = await start(SLOW, { environment: { DRAIN_MS: '1500' } });
    await release.untilReady();
    // Else the client itself asks to close.
    const staying = { headers: { connection: 'keep-alive' } };
    const asked = release.ask('/', staying);
    await waitUntil(() => release.log().includes('asked'), 'it was asked');
    const ended = release.stop();
    await waitUntil(async () => (await release.ask('/health/ready')).status === 503, 'it drains');
    expect(JSON.parse((await release.ask('/health/ready')).body)).toMatchObject({ status: 'draining' });
    const late = release.ask('/', staying);
    for (const answer of [await asked, await late])
      expect([answer.body, answer.headers['connection']]).toEqual(['late', 'close']);
    expect(await ended).toBe(0);
  });

  it.each<[string, string, number]>([
    ['closes at once', `process.on('SIGTERM', () => process.exit(7))`, 7],
    ['closes its server', `process.once('SIGTERM', () => server.close(() => process.exit(8)))`, 8],
    ['raises the signal again', `process.on('SIGTERM', (signal) => process.kill(process.pid, signal))`, 0],
    [
      'took its listener back',
      `const f = () => process.exit(9); process.on('SIGTERM', f); process.off('SIGTERM', f)`,
      0,
    ],
  ])('is heard after the last answer when it %s itself', async (_what, listener, code) => {
    const release = await start(`${SLOW}\n${listener};`);
    await release.untilReady();
    const asked = release.ask('/');
    await waitUntil(() => release.log().includes('asked'), 'it was asked');
    const ended = release.stop();
    expect((await asked).body).toBe('late');
    expect(await ended).toBe(code);
  });

  it('does not wait for what was upgraded', async () => {
    const release = await start(`
      const server = require('http').createServer((_, response) => response.end());
      server.on('upgrade', (_, socket) => { socket.write('HTTP/1.1 101 S\\r\\nUpgrade: x\\r\\nConnection: Upgrade\\r\\n\\r\\n'); console.log('upgraded'); });
      server.listen(3000);`);
    await release.untilReady();
    void release.ask('/', { headers: { connection: 'upgrade', upgrade: 'x' } }).catch(() => undefined);
    await waitUntil(() => release.log().includes('upgraded'), 'it is upgraded');
    expect(await release.stop()).toBe(0);
  });
});

describe('an adapted service with a cluster of its own', () => {
  const CLUSTER = `
    const cluster = require('cluster');
    if (cluster.isPrimary) {
      for (let n = 0; n < 3; n += 1) cluster.fork();
      cluster.on('exit', () => { console.log('replaced'); cluster.fork(); });
    } else require('http').createServer((_, response) => response.end('hello')).listen(3000);`;

  it('is ready worker by worker, each knowing how many they are', async () => {
    const release = await start(CLUSTER);
    const workers = new Map<number, number>();
    await waitUntil(async () => {
      const answer = await release.ask('/health/ready').catch(() => undefined);
      if (answer?.status !== 200) return false;
      const { worker } = JSON.parse(answer.body) as { worker: { pid: number; count: number } };
      workers.set(worker.pid, worker.count);
      return workers.size === 3 && [...workers.values()].every((count) => count === 3);
    }, 'every worker was met');
    expect((await release.ask('/metrics')).status).toBe(404);
    expect(workers.has(release.child.pid ?? 0)).toBe(false);
  });

  it('is drained as one, and replaces nobody meanwhile', async () => {
    const release = await start(CLUSTER);
    await release.untilReady();
    expect(await release.stop()).toBe(0);
    await expect(release.ask('/')).rejects.toThrow();
  });
});
