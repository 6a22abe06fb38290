import { readFileSync, readlinkSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that this may be. `environment` has NUL between its lines. */
export interface Seen {
  readonly environment: string;
  readonly folder: string;
}

/** Kills every process that is one of those, until none is left. */
export async function killAll(isOne: (seen: Seen) => boolean): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    const found = processes().filter(({ seen }) => isOne(seen));
    if (found.length === 0) return;
    for (const { id } of found) kill(id);
    await delay(10);
  }
}

/**
 * At a job's end the runner kills what still bears its tracking id; a process that cleared the variable lives on.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
 */
export function bearsTracking(id: string): (seen: Seen) => boolean {
  return ({ environment }) => environment.split('\0').includes(`RUNNER_TRACKING_ID=${id}`);
}

/** Whatever runs in the folder or was told of it: of a machine that is given back, nothing lives on. */
export function belongsTo(folder: string): (seen: Seen) => boolean {
  return (seen) =>
    seen.environment.includes(folder) || seen.folder === folder || seen.folder.startsWith(`${folder}/`);
}

function processes(): readonly { id: number; seen: Seen }[] {
  return readdirSync('/proc').flatMap((name) => {
    const id = Number(name);
    if (!Number.isInteger(id) || id === process.pid) return [];
    try {
      const environment = readFileSync(`/proc/${id}/environ`, 'utf8');
      return [{ id, seen: { environment, folder: readlinkSync(`/proc/${id}/cwd`) } }];
    } catch {
      // Gone meanwhile, a kernel's thread, or somebody else's.
      return [];
    }
  });
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}
