import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { bundleProgram, type Bundle } from './testing/bundle.ts';
import { eventually } from './testing/eventually.ts';
import { startPostgres, type TestPostgres } from './testing/postgres.ts';
import { readyWorkers, startService, type RunningService } from './testing/running-service.ts';

// The machine may be busy with other suites.
jest.setTimeout(120_000);

let postgres: TestPostgres;
/** The shipped form: one file, which the cluster runs again for each worker. */
let server: Bundle;
/** The same with a slow path and a limit of 500 ms for stopping. */
let planted: Bundle;
const running: RunningService[] = [];

beforeAll(async () => {
  [postgres, server, planted] = await Promise.all([
    startPostgres(),
    bundleProgram('server.ts'),
    bundleProgram('testing/planted-service.ts'),
  ]);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.dispose()));
});

afterAll(async () => {
  await Promise.all([postgres.dispose(), server.dispose(), planted.dispose()]);
});

describe('a service that is told to stop', () => {
  it('fails no request of a kept-alive client', async () => {
    // Far longer than any of the clients is idle, on however busy a machine.
    const service = await start(server, { DRAIN_MS: '4000' });
    const workers = await readyWorkers(service);
    let answered = 0;
    const clients = Array.from({ length: 8 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        for (;;) {
          const { status, headers } = await service.ask({
            path: '/api/feedback',
            body: { rating: 4 },
            agent,
          });
          expect(status).toBe(201);
          answered += 1;
          // What a front does with a backend that says so: the next request goes to the new release.
          if (headers.connection === 'close') return 'sent away';
          await pause(Math.random() * 20);
        }
      } finally {
        agent.destroy();
      }
    });
    await eventually('the clients are at work', () => answered > 40);
    service.signal('SIGTERM');
    await eventually('the service says that it drains', async () => {
      const { status, body } = await service.ask('/health/ready');
      return status === 503 && (JSON.parse(body) as { status: string }).status === 'draining';
    });
    expect(await Promise.all(clients)).toEqual(new Array(8).fill('sent away'));
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect([...workers.values()].filter(isAlive)).toEqual([]);
  });

  it('by SIGINT too: finishes a request that takes longer than the drain', async () => {
    const service = await start(planted, { DRAIN_MS: '50', WEB_CONCURRENCY: '1' });
    await readyWorkers(service);
    const slow = service.ask('/slow?ms=250');
    await oneRequestIn(service);
    service.signal('SIGINT');
    expect(await slow).toMatchObject({ status: 200, headers: { connection: 'close' } });
    expect(await service.ended).toEqual({ code: 0, signal: null });
  });

  it('cuts off a request at the limit, and says so in its exit code', async () => {
    const service = await start(planted, { DRAIN_MS: '50', WEB_CONCURRENCY: '1' });
    await readyWorkers(service);
    const slow = service.ask('/slow?ms=60000').catch(() => 'cut off');
    await oneRequestIn(service);
    service.signal('SIGTERM');
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(await slow).toBe('cut off');
  });
});

describe('when processes are killed', () => {
  it('a worker is replaced, under its index, and the other one serves on', async () => {
    const service = await start(server);
    const before = await readyWorkers(service);
    process.kill(before.get(0)!, 'SIGKILL');
    // Until the primary knows, it still hands connections to the dead one.
    await eventually('the primary knows', () => service.output().includes('A worker died'));
    await eventually('another process has its index', async () => {
      const { worker } = (await service.askJson('/health/ready')) as {
        worker: { pid: number; index: number };
      };
      return worker.index === 0 && worker.pid !== before.get(0);
    });
    expect((await readyWorkers(service)).get(1)).toBe(before.get(1));
  });

  it('workers whose primary is gone finish what they do, and end', async () => {
    const service = await start(planted);
    const workers = await readyWorkers(service);
    const slow = service.ask('/slow?ms=200');
    await oneRequestIn(service);
    service.signal('SIGKILL');
    expect((await slow).status).toBe(200);
    await eventually('no worker is left', () => ![...workers.values()].some(isAlive));
  });

  it('the next start takes over the socket that was left behind', async () => {
    const killed = await start(server, { WEB_CONCURRENCY: '1' });
    await readyWorkers(killed);
    killed.signal('SIGKILL');
    await killed.ended;
    expect(statSync(killed.socketPath).isSocket()).toBe(true);
    const next = await start(server, { TIDEGATE_SOCKET: killed.socketPath, WEB_CONCURRENCY: '1' });
    await eventually('the next one serves', async () => {
      const { status } = await killed.ask('/health/ready');
      return status === 200;
    });
    expect(statSync(killed.socketPath).mode & 0o777).toBe(0o660);
    next.signal('SIGTERM');
    await next.ended;
  });
});

describe('a start that can’t succeed', () => {
  it('is refused with exit code 78 and every problem, but no value', async () => {
    const service = await start(server, {
      PORT: '12abc',
      JWT_SECRET: 'too short for this',
      LOG_LEVEL: 'debug',
    });
    expect(await service.ended).toEqual({ code: 78, signal: null });
    for (const name of ['PORT', 'JWT_SECRET', 'LOG_LEVEL']) expect(service.output()).toContain(name);
    expect(service.output()).not.toMatch(/12abc|too short for this/);
  });

  it('is given up after five dead workers', async () => {
    const service = await start(planted, { PLANT: 'broken-start', WEB_CONCURRENCY: '1' });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(service.output().match(/"msg":"A worker died"/g)).toHaveLength(5);
    expect(service.output()).toContain('giving up');
  });

  it('does not remove a file that is no socket', async () => {
    const file = `${server.file}.sock`;
    await writeFile(file, 'kept');
    const service = await start(server, { TIDEGATE_SOCKET: file });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it('says why the log file can’t be opened', async () => {
    const service = await start(server, { LOG_FILE_PATH: '/dev/null/app.log' });
    expect(await service.ended).toEqual({ code: 78, signal: null });
    expect(service.output()).toContain('LOG_FILE_PATH');
  });
});

it('writes its log to a file, and makes the folder for it', async () => {
  const file = join(dirname(server.file), 'logs', 'app.log');
  const logging = await start(server, { WEB_CONCURRENCY: '1', LOG_FILE_PATH: file });
  await readyWorkers(logging);
  expect(readFileSync(file, 'utf8')).toContain('"msg":"Listening"');
  expect(logging.output()).toBe('');
});

async function start(program: Bundle, env: Readonly<Record<string, string>> = {}): Promise<RunningService> {
  const service = await startService({
    program: program.file,
    counts: program !== planted,
    env: { DATABASE_URL: postgres.url, NODE_COMPILE_CACHE: join(dirname(program.file), 'compiled'), ...env },
  });
  running.push(service);
  return service;
}

/** A request that is written is not yet one that a worker has: the kernel hands connections over in turn. */
async function oneRequestIn(service: RunningService): Promise<void> {
  await service.ask('/health/live');
  await service.ask('/health/live');
}

/** A zombie has an id still, and its reaper may be late (seen in containers). */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z';
  } catch {
    return false;
  }
}
