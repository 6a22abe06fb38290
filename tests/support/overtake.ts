import { readFile, readlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import { ownerOf } from './interrupt.ts';
import type { Workbench } from './workbench.ts';

/** A program that holds the lock, asleep: it lives, and does not know that it is overtaken. */
export interface Sleeper {
  wake(): void;
}

/**
 * Pauses whoever holds the environment's lock and takes the lock away, as a person might who believes it to be dead: the
 * next command gets it, with a larger number.
 */
export async function overtake(bench: Workbench, environment: string): Promise<Sleeper> {
  const pid = await ownerOf(bench, environment);
  process.kill(pid, 'SIGSTOP');
  await waitUntil(
    async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).includes(' T '),
    `${pid} is paused`,
  );
  await unlink(join(bench.home, 'hosts', environment, 'lock'));
  return {
    wake() {
      process.kill(pid, 'SIGCONT');
    },
  };
}

/** What an overtaken owner must leave as it is. */
export async function whatIsOwned(
  { home }: Workbench,
  environment: string,
): Promise<{ journal: string; current: string }> {
  const root = join(home, 'hosts', environment);
  return {
    journal: await readFile(join(root, 'journal.jsonl'), 'utf8'),
    current: await readlink(join(root, 'run/current.sock')),
  };
}
