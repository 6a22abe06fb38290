import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { databaseFor } from '../actions/src/database/database-for.ts';
import { discardServer } from '../actions/src/database/embedded/server.ts';
import { runMigrations } from '../actions/src/database/migrations/run.ts';
import { ask } from '../app/src/testing/ask.ts';
import { bundleProgram } from '../app/src/testing/bundle.ts';
import { eventually } from '../app/src/testing/eventually.ts';
import { readyWorkers, startService } from '../app/src/testing/running-service.ts';

export interface ReadyServices {
  /** Unix sockets. */
  readonly app: string;
  readonly bare: string;
}

const BARE = fileURLToPath(new URL('bare-service.ts', import.meta.url));
const MIGRATIONS = fileURLToPath(new URL('../app/migrations', import.meta.url));
const SERVER = 'server.ts';

/** Lends the app as it is shipped, one worker, and a bare Express that gives the same answer; ends both whatever happens. */
export async function withReadyServices<Result>(
  work: (services: ReadyServices) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tgr-'));
  // Traversable: the database runs as another user where this runs as root.
  await chmod(folder, 0o711);
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const bundle = await bundleProgram(SERVER);
    closers.push(() => bundle.dispose());
    closers.push(() => discardServer(join(folder, 'postgres')));
    const databaseUrl = await startDatabase(join(folder, 'postgres'));
    const service = await startService({
      program: bundle.file,
      env: {
        NODE_ENV: 'production',
        WEB_CONCURRENCY: '1',
        DATABASE_URL: databaseUrl,
        LOG_FILE_PATH: join(folder, 'app.log'),
      },
    });
    closers.push(() => service.dispose());
    await readyWorkers(service);
    const bare = join(folder, 'bare.sock');
    closers.push(await startBare(bare, (await service.ask('/health/ready')).body));
    return await work({ app: service.socketPath, bare });
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

async function startDatabase(folder: string): Promise<string> {
  const { url } = await databaseFor({
    environment: 'bench',
    folder,
    externalUrl: undefined,
    port: undefined,
  });
  await runMigrations({ databaseUrl: url, folder: MIGRATIONS });
  return url;
}

/** Gives back what ends it. */
async function startBare(socketPath: string, json: string): Promise<() => Promise<unknown>> {
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(process.execPath, [BARE, socketPath, json], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  function end(): Promise<unknown> {
    child.kill('SIGKILL');
    return ended;
  }
  try {
    await eventually('the bare service answers the same', async () => {
      return (await ask({ socketPath, path: '/health/ready' })).body === json;
    });
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}
