import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { waitUntil } from '../../testing/wait-until.ts';
import { adapterPrograms } from '../programs.ts';
import { SERVICE_FOLDER, SETTINGS_FILE, type AdapterSettings } from '../settings.ts';

export interface Asked {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface AdaptedRelease {
  readonly folder: string;
  readonly socketPath: string;
  readonly child: ChildProcess;
  log(): string;
  ask(path: string, wish?: { method?: string; headers?: Record<string, string> }): Promise<Asked>;
  untilReady(): Promise<void>;
  /** The exit code. */
  stop(): Promise<number | null>;
}

const IDENTITY = {
  TIDEGATE_RELEASE_ID: '1.0.0-aaaaaaa-bbbbbbbb',
  TIDEGATE_VERSION: '1.0.0',
  TIDEGATE_COMMIT: 'a'.repeat(40),
  TIDEGATE_DIGEST: 'b'.repeat(64),
  TIDEGATE_CONFIG_HASH: 'c'.repeat(16),
};

/** Lays the service out as an unpacked artifact is, and starts it as a host does. */
export async function startAdapted(
  folder: string,
  wish: {
    files: Readonly<Record<string, string>>;
    settings?: Partial<AdapterSettings>;
    environment?: Readonly<Record<string, string>>;
  },
): Promise<AdaptedRelease> {
  const settings = { entry: 'main.js', arguments: [], nodeFlags: [], variables: [], ...wish.settings };
  await write(folder, {
    ...Object.fromEntries(await adapterPrograms()),
    [SETTINGS_FILE]: JSON.stringify(settings),
    ...Object.fromEntries(
      Object.entries(wish.files).map(([path, file]) => [`${SERVICE_FOLDER}/${path}`, file]),
    ),
  });
  const socketPath = join(folder, 's.sock');
  const child = spawn(process.execPath, [join(folder, 'server.mjs')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      TIDEGATE_SOCKET: socketPath,
      DRAIN_MS: '0',
      ...IDENTITY,
      ...wish.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += String(piece)));
  const release: AdaptedRelease = {
    folder,
    socketPath,
    child,
    log: () => output,
    ask: (path, options = {}) => ask(socketPath, { path, ...options }),
    untilReady: () =>
      waitUntil(async () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${output}`);
        return (await release.ask('/health/ready').catch(() => undefined))?.status === 200;
      }, `it is ready: ${output}`),
    async stop() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
  return release;
}

async function write(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function ask(
  socketPath: string,
  options: { path: string; method?: string; headers?: Record<string, string> },
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, agent: false, ...options }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
      }, reject);
    });
    asking.once('error', reject);
    asking.end();
  });
}
