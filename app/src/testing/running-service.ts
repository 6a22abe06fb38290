import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, type Answer, type Question } from './ask.ts';
import { eventually, STARTS_WITHIN_MS } from './eventually.ts';
import { programCoverage } from './program-coverage.ts';
import { validEnvironment } from './valid-environment.ts';

export interface RunningService {
  readonly pid: number;
  readonly socketPath: string;
  /** The environment that it was given. */
  readonly env: Readonly<Record<string, string>>;
  /** Both output streams so far. */
  output(): string;
  ask(question: Question | string): Promise<Answer>;
  /** The same, with the body read as JSON. */
  askJson(question: Question | string): Promise<Record<string, unknown>>;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Ends it by force if need be, and removes its folder. */
  dispose(): Promise<void>;
}

const SERVER = fileURLToPath(new URL('../server.ts', import.meta.url));

/** Starts the program as a process of its own, listening on a private socket. Does not wait for it. */
export async function startService(facts: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly program?: string;
  /** Whether what it does counts as covered. Writing that down at its end takes longer than a short limit for stopping allows. */
  readonly counts?: boolean;
}): Promise<RunningService> {
  const folder = await mkdtemp(join(tmpdir(), 'svc-'));
  const socketPath = join(folder, 'a.sock');
  const env = validEnvironment({
    NODE_ENV: 'production',
    TIDEGATE_SOCKET: socketPath,
    DRAIN_MS: '300',
    ...facts.env,
  });
  const child = spawn(process.execPath, [facts.program ?? SERVER], {
    env: { ...env, ...(facts.counts === false ? {} : programCoverage()) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (output += part.toString()));
  const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  function askService(question: Question | string): Promise<Answer> {
    const asked = typeof question === 'string' ? { path: question } : question;
    return ask({ ...(asked.port === undefined ? { socketPath } : {}), ...asked });
  }
  return {
    pid: child.pid ?? 0,
    socketPath,
    env,
    output: () => output,
    ask: askService,
    askJson: async (question) => JSON.parse((await askService(question)).body) as Record<string, unknown>,
    signal: (signal) => child.kill(signal),
    ended,
    async dispose() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The process ids by index of the workers that are ready, once all of them are. */
export async function readyWorkers(service: RunningService): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  await eventually(
    'every worker is ready',
    async () => {
      const { status, worker } = (await service.askJson('/health/ready')) as {
        status: string;
        worker: { pid: number; index: number; count: number };
      };
      if (status === 'ready') found.set(worker.index, worker.pid);
      return found.size === worker.count;
    },
    STARTS_WITHIN_MS,
  );
  return found;
}
