import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from './testing/eventually.ts';
import { startPostgres, type TestPostgres } from './testing/postgres.ts';
import { readyWorkers, startService, type RunningService } from './testing/running-service.ts';

// The machine may be busy with other suites.
jest.setTimeout(120_000);

let postgres: TestPostgres;
let network: Network;
let service: RunningService;
let workers: ReadonlyMap<number, number>;

beforeAll(async () => {
  postgres = await startPostgres();
  network = await startNetwork(postgres.socketPath);
  const DATABASE_URL = `postgresql://assistant:${postgres.password}@127.0.0.1:${network.port}/postgres`;
  service = await startService({ env: { DATABASE_URL, HEALTH_CHECK_INTERVAL: '1000' } });
  workers = await readyWorkers(service);
});

afterAll(async () => {
  await service.dispose();
  await network.close();
  await postgres.dispose();
});

describe('a database that is down', () => {
  it('makes the service not ready but leaves it alive, and ready again when it is back', async () => {
    await postgres.stop();
    await untilEveryWorkerAnswers('/health/ready', 503);
    await untilEveryWorkerAnswers('/health', 503);
    expect(await service.askJson('/health/ready')).toMatchObject({
      status: 'not-ready',
      reason: expect.stringContaining('database'),
    });
    expect(await service.askJson('/health')).toMatchObject({
      status: 'unhealthy',
      database: { status: 'down' },
    });
    expect((await service.ask('/health/live')).status).toBe(200);
    expect((await service.ask('/')).status).toBe(200);
    expect((await service.ask('/api/feedback/summary')).status).toBe(500);

    await postgres.start();
    expect(await readyWorkers(service)).toEqual(workers);
    expect((await service.ask('/api/feedback/summary')).status).toBe(200);
  });
});

describe('a database that hangs', () => {
  it('does not hang the readiness', async () => {
    network.hang();
    await eventually('not ready', async () => {
      const asked = performance.now();
      const { status } = await service.ask('/health/ready');
      expect(performance.now() - asked).toBeLessThan(2500);
      return status === 503;
    });
    network.resume();
    expect(await readyWorkers(service)).toEqual(workers);
  });
});

it('the log says when the database went and when it came back', async () => {
  await eventually('the log tells', () => service.output().includes('The database answers again'), 4000);
  expect(service.output()).toContain('The database does not answer');
});

it('a service whose database hangs still stops in order', async () => {
  network.hang();
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
});

/** Connections go to the workers in turn. */
async function untilEveryWorkerAnswers(path: string, status: number): Promise<void> {
  await eventually(`every worker answers ${status}`, async () => {
    const answers = [await service.ask(path), await service.ask(path)];
    return answers.every((answer) => answer.status === status);
  });
}

interface Network {
  readonly port: number;
  hang(): void;
  resume(): void;
  close(): Promise<void>;
}

/** A way to the database that can stop carrying bytes without closing anything, as a lost host does. */
async function startNetwork(socketPath: string): Promise<Network> {
  const sockets = new Set<Socket>();
  let isHanging = false;
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ path: socketPath, allowHalfOpen: true });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes: Buffer) => {
        if (!isHanging) to.write(bytes);
      });
      from.on('end', () => {
        if (!isHanging) to.end();
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hang: () => {
      isHanging = true;
    },
    resume: () => {
      isHanging = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
