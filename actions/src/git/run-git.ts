import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isSystemError, UserError } from '../errors.ts';

export interface GitEnding {
  readonly exitCode: number | null;
  readonly output: Buffer;
  readonly errors: string;
}

/**
 * Runs git in a folder, whatever the user’s own settings are: paths as they are, no pager, no prompt, no lock taken. The output
 * is bytes, since paths may be any. `UserError` program-missing.
 */
export async function runGit(folder: string, args: readonly string[]): Promise<GitEnding> {
  const child = spawn('git', ['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', ...args], {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { exitCode, output: Buffer.concat(output), errors: Buffer.concat(errors).toString().trim() };
  } catch (cause) {
    if (!isSystemError(cause, 'ENOENT')) throw cause;
    throw new UserError({
      code: 'program-missing',
      message: `Expected git on this machine’s PATH, to look at ${folder}; it could not be started.`,
      remedy: 'Install git.',
      cause,
    });
  }
}

/** The output where git says it is well, `undefined` where it does not. */
export async function askGit(folder: string, args: readonly string[]): Promise<Buffer | undefined> {
  const { exitCode, output } = await runGit(folder, args);
  return exitCode === 0 ? output : undefined;
}
