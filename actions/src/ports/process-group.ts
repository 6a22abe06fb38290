import type { ChildProcess } from 'node:child_process';
import { isSystemError } from '../errors.ts';

/**
 * Kills a child that was started `detached`, with everything that it started and left in its process group; nothing
 * when all of it is gone.
 */
export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // macOS says EPERM of a group in which only the dead are left.
    if (!isSystemError(error, 'ESRCH', 'EPERM')) throw error;
  }
}
