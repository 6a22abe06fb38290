import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { systemNetwork } from './network.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

async function listening(server: Server): Promise<string> {
  const socketPath = join(await temporaryFolder(), 's');
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return socketPath;
}

function release(answer: RequestListener): Promise<string> {
  return listening(createHttpServer(answer));
}

/** How long it took to be told that there is no answer. */
async function millisecondsUntilRejected(socketPath: string, timeoutMs: number): Promise<number> {
  const began = performance.now();
  await expect(systemNetwork.ask({ at: { socketPath }, path: '/', timeoutMs })).rejects.toThrow();
  return performance.now() - began;
}

describe('asking a release', () => {
  it('gives its answer, whatever the status, and how long it took', async () => {
    const socketPath = await release((request, response) => {
      response.writeHead(503).end(`${request.method ?? ''} ${request.url ?? ''}`);
    });
    const answer = await systemNetwork.ask({ at: { socketPath }, path: '/health?a=b', timeoutMs: 5000 });
    expect(answer).toMatchObject({ status: 503, body: 'GET /health?a=b' });
    expect(answer.milliseconds).toBeGreaterThan(0);
  });

  it('sends what is to be posted as JSON', async () => {
    const socketPath = await release((request, response) => {
      void request.toArray().then((parts: Buffer[]) => {
        response.end(`${request.headers['content-type'] ?? ''} ${Buffer.concat(parts).toString()}`);
      });
    });
    const wish = {
      at: { socketPath },
      path: '/',
      method: 'POST',
      json: { rating: 4 },
      timeoutMs: 5000,
    } as const;
    expect((await systemNetwork.ask(wish)).body).toBe('application/json {"rating":4}');
  });

  it('uses a connection of its own each time, and closes it', async () => {
    let connections = 0;
    const server = createHttpServer((_request, response) => response.end('ok'));
    const socketPath = await listening(server.on('connection', () => (connections += 1)));
    for (const path of ['/a', '/b']) await systemNetwork.ask({ at: { socketPath }, path, timeoutMs: 5000 });
    expect(connections).toBe(2);
    const open = await new Promise((resolve) => {
      server.close(() => {
        resolve('closed');
      });
    });
    expect(open).toBe('closed');
  });

  it.each<[string, () => Server]>([
    ['says nothing', () => createServer(() => undefined)],
    [
      'begins an answer and says no more',
      () => createHttpServer((_request, response) => response.write('begun')),
    ],
    [
      'answers a letter at a time, without end',
      () =>
        createHttpServer((_request, response) => {
          const timer = setInterval(() => response.write('a'), 20);
          response.on('close', () => {
            clearInterval(timer);
          });
        }),
    ],
  ])('gives up in time on one that %s', async (_what, server) => {
    const socketPath = await listening(server());
    expect(await millisecondsUntilRejected(socketPath, 300)).toBeLessThan(3000);
  });

  it.each<[string, () => Server]>([
    ['hangs up', () => createServer((socket) => socket.destroy())],
    ['answers no HTTP', () => createServer((socket) => socket.end('good day\r\n\r\n'))],
    [
      'breaks off in the midst of its answer',
      () =>
        createServer((socket) => {
          socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'));
        }),
    ],
  ])('fails at once with one that %s', async (_what, server) => {
    const socketPath = await listening(server());
    expect(await millisecondsUntilRejected(socketPath, 20_000)).toBeLessThan(5000);
  });

  it('fails at once where nobody listens', async () => {
    const socketPath = join(await temporaryFolder(), 's');
    expect(await millisecondsUntilRejected(socketPath, 20_000)).toBeLessThan(5000);
  });

  it('takes a long answer whole', async () => {
    const body = 'é'.repeat(1_000_000);
    const socketPath = await release((_request, response) => response.end(body));
    expect((await systemNetwork.ask({ at: { socketPath }, path: '/', timeoutMs: 10_000 })).body).toBe(body);
  });

  it('refuses an answer without end before it fills the memory', async () => {
    let sent = 0;
    const piece = Buffer.alloc(1024 * 1024);
    const socketPath = await release((_request, response) => {
      function more(): void {
        do sent += piece.length;
        while (!response.destroyed && response.write(piece));
      }
      response.on('drain', more);
      more();
    });
    await millisecondsUntilRejected(socketPath, 20_000);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });
});
