import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const WITHIN_MS = 10_000;

/**
 * Kills every process whose program lies in the folder, and waits until there is none: what commands of a clone left
 * behind when they were interrupted. Does nothing where there is no /proc.
 */
export async function killProgramsIn(folder: string): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const pids = await runningIn(folder);
    if (pids.length === 0) return;
    if (performance.now() > deadline) throw new Error(`Processes ${pids.join(', ')} of ${folder} don’t end.`);
    for (const pid of pids) killIfThere(pid);
    await delay(50);
  }
}

async function runningIn(folder: string): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    entries
      .filter((name) => /^\d+$/.test(name))
      .map(async (pid) => {
        const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
        return program.startsWith(`${folder}/`) ? [Number(pid)] : [];
      }),
  );
  return found.flat();
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
