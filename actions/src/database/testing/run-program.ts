import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Starts a program of this folder in a process group of its own, as a terminal does; its standard output is piped. */
export function startProgram(
  program: string,
  { args, account }: { args: readonly string[]; account?: Account },
): ChildProcess {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return spawn(process.execPath, [path, ...args], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    ...account,
  });
}

/** Runs a program of this folder to its end, kills its process group and parses the JSON that it printed. */
export async function runProgram(
  program: string,
  options: { args: readonly string[]; account?: Account },
): Promise<unknown> {
  const child = startProgram(program, options);
  const [answer] = await Promise.all([
    child.stdout === null ? undefined : json(child.stdout),
    once(child, 'exit'),
  ]);
  killGroup(child);
  return answer;
}

/** Ends everything that the program started and that is still in its process group, as closing a terminal does. */
function killGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  } catch {
    // ESRCH: nothing is left of the group.
  }
}

/** Kills as the kernel's out-of-memory killer would, and waits until it is gone. */
export async function killHard(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
