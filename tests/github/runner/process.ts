import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export interface Patience {
  /** From SIGINT to SIGTERM, and from there to SIGKILL, in milliseconds. */
  readonly interrupt: number;
  readonly terminate: number;
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation */
export const GITHUBS_PATIENCE: Patience = { interrupt: 7500, terminate: 2500 };
/** What a step left running may hold its output open for so long: https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs */
const STREAMS_MS = 5000;

export interface ProcessWish {
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
  /** Ends it at once, with all that it started. */
  readonly lost: AbortSignal;
  readonly patience: Patience;
}

/** Its exit code; a process that a signal ended has none, and counts as failed. */
export async function runProcess(wish: ProcessWish): Promise<number> {
  const [file = '', ...given] = wish.command;
  const child = spawn(file, given, {
    cwd: wish.folder,
    env: wish.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const closed = once(child, 'close').catch(() => undefined);
  for (const stream of [child.stdout, child.stderr]) readLines(stream, wish.onLine);
  const exited = exitOf(child);
  const interrupt = (): void => void end(child, exited, wish.patience);
  if (wish.signal.aborted) interrupt();
  wish.signal.addEventListener('abort', interrupt, { once: true });
  const cutOff = (): void => {
    killGroup(child);
  };
  wish.lost.addEventListener('abort', cutOff, { once: true });
  try {
    const code = await exited;
    await Promise.race([closed, delay(STREAMS_MS, undefined, { ref: false })]);
    return code;
  } finally {
    wish.signal.removeEventListener('abort', interrupt);
    wish.lost.removeEventListener('abort', cutOff);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

async function exitOf(child: ChildProcess): Promise<number> {
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** The entry process alone hears of it; only the last blow is for all that it started. */
async function end(child: ChildProcess, exited: Promise<number>, patience: Patience): Promise<void> {
  const over = exited.then(
    () => true,
    () => true,
  );
  child.kill('SIGINT');
  if (await Promise.race([over, delay(patience.interrupt, false, { ref: false })])) return;
  child.kill('SIGTERM');
  if (await Promise.race([over, delay(patience.terminate, false, { ref: false })])) return;
  killGroup(child);
}

function killGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
