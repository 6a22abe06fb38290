import { once } from 'node:events';
import { Agent, createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask } from '../testing/ask.ts';
import { createDrain, type Drain } from './drain.ts';

/** Without it, the client itself asks to close. */
const agent = new Agent({ keepAlive: true });
let server: Server;
let drain: Drain;
let port: number;
let answer: PromiseWithResolvers<undefined>;
let closed: PromiseWithResolvers<undefined>;

beforeEach(async () => {
  answer = Promise.withResolvers();
  const thisOnesClosing = Promise.withResolvers<undefined>();
  closed = thisOnesClosing;
  server = createServer();
  drain = createDrain({
    server,
    lastsMs: 100,
    whenClosed: () => {
      // Not the variable: a server of the test before may close during the next one.
      thisOnesClosing.resolve(undefined);
    },
  });
  server.on('request', (request, response) => {
    if (request.url === '/now') response.end();
    else void answer.promise.then(() => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterEach(() => {
  answer.resolve(undefined);
  server.close();
  server.closeAllConnections();
});

afterAll(() => {
  agent.destroy();
});

describe('a server that drains', () => {
  it('sends away who asks from now on, and who asked before and waits', async () => {
    const waiting = ask({ port, path: '/later', agent });
    await once(server, 'request');
    drain.begin();
    expect((await ask({ port, path: '/now', agent })).headers.connection).toBe('close');
    answer.resolve(undefined);
    expect((await waiting).headers.connection).toBe('close');
  });

  it('closes only when the last request is answered', async () => {
    const waiting = ask({ port, path: '/later', agent });
    await once(server, 'request');
    let isClosed = false;
    void closed.promise.then(() => (isClosed = true));
    drain.begin();
    await once(server, 'close', { signal: AbortSignal.timeout(500) }).catch(() => 'still open');
    expect(isClosed).toBe(false);
    answer.resolve(undefined);
    expect((await waiting).status).toBe(200);
    await closed.promise;
  });

  it('does not wait for a connection that never says anything', async () => {
    const silent = connect(port, '127.0.0.1');
    await once(server, 'connection');
    drain.begin();
    await closed.promise;
    silent.destroy();
  });

  it('begins once', async () => {
    drain.begin();
    drain.begin();
    expect(drain.isUnderWay()).toBe(true);
    await closed.promise;
  });
});
