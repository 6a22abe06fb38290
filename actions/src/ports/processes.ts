import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A process by id and start time: an id alone may have been given to another program since. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The boot it was started in and its `starttime` there (/proc/<pid>/stat); empty where there is no /proc. */
  readonly startedAt: string;
}

export interface Processes {
  /** Starts a program that outlives its caller, in a session of its own, with only the environment given. */
  startDetached(command: DetachedCommand): Promise<ProcessIdentity>;
  isAlive(process: ProcessIdentity): boolean;
  /** Signals the process; `false` when it is gone. */
  signal(process: ProcessIdentity, signal: NodeJS.Signals): boolean;
  self(): ProcessIdentity;
}

export interface DetachedCommand {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Appended to; holds both output streams. */
  readonly logFile: string;
}

export const systemProcesses: Processes = {
  startDetached: ({ argv, cwd, env, logFile }) =>
    new Promise((resolve, reject) => {
      const [program, ...args] = argv;
      const log = openSync(logFile, 'a', 0o600);
      const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
      closeSync(log);
      child.once('error', reject);
      child.once('spawn', () => {
        child.unref();
        resolve(identityOf(child.pid ?? 0));
      });
    }),
  isAlive: (process) => {
    const found = readProcess(process.pid);
    // A zombie still has its id, and pid 1 may reap it late (seen in containers): it is not alive.
    return found !== undefined && found.state !== 'Z' && found.startedAt === process.startedAt;
  },
  signal(target, signal) {
    if (!systemProcesses.isAlive(target)) return false;
    try {
      return process.kill(target.pid, signal);
    } catch {
      return false;
    }
  },
  self: () => identityOf(process.pid),
};

export function identityOf(pid: number): ProcessIdentity {
  return { pid, startedAt: readProcess(pid)?.startedAt ?? '' };
}

function readProcess(pid: number): { state: string; startedAt: string } | undefined {
  if (process.platform !== 'linux') return signalZero(pid) ? { state: '', startedAt: '' } : undefined;
  try {
    // Field 2, the program's name, may hold spaces and parentheses: count from the last one (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: `${bootId()}:${fields[19] ?? ''}` };
  } catch {
    return undefined;
  }
}

/** `starttime` counts from the boot, so that after the next one another process may have both numbers. */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
}

function signalZero(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
