import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { releaseOf, type Digest } from '../release/release.ts';
import { servesThroughTheFront } from './front-check.ts';

const servers: Server[] = [];
const release = releaseOf({ version: '1.2.3', commit: 'a'.repeat(40), digest: 'b'.repeat(64) as Digest });

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function saying(health: unknown): Promise<string> {
  return serving((request, response) => {
    response.writeHead(request.url === '/health' ? 200 : 404).end(JSON.stringify(health));
  });
}

describe('the look through the front', () => {
  it('sees the release that serves', async () => {
    const url = await saying({ status: 'healthy', release: { id: release.id, digest: release.digest } });
    expect(await servesThroughTheFront(url, release)).toBe(true);
  });

  it.each([
    { id: 'another', digest: release.digest },
    { id: release.id, digest: 'c'.repeat(64) },
  ])('sees that another one serves: %j', async (other) => {
    expect(await servesThroughTheFront(await saying({ release: other }), release)).toBe(false);
  });

  it.each<[string, RequestListener]>([
    ['says nothing of a release', (_request, response) => response.end('{"status":"healthy"}')],
    ['answers no JSON', (_request, response) => response.end('<html>')],
    ['hangs up', (request) => request.socket.destroy()],
  ])('fails, which confirms nothing, when what answers %s', async (_what, answer) => {
    await expect(servesThroughTheFront(await serving(answer), release, 200)).rejects.toThrow();
  });

  it('waits for a front that is started again', async () => {
    const sockets: unknown[] = [];
    const url = await serving((request, response) => {
      sockets.push(request.socket);
      if (sockets.length < 3) request.socket.destroy();
      else response.end(JSON.stringify({ release: { id: release.id, digest: release.digest } }));
    });
    expect(await servesThroughTheFront(url, release)).toBe(true);
  });

  it('fails where nobody listens', async () => {
    await expect(servesThroughTheFront('http://127.0.0.1:1', release, 200)).rejects.toThrow();
  });
});
