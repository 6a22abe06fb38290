import type { Client } from 'pg';
import { messageOf, UserError } from '../../errors.ts';
import { systemClock } from '../../ports/clock.ts';
import { isLockFailure } from './session.ts';

const FIRST_PAUSE_MS = 250;

/**
 * Does `work`, whose transaction is rolled back when it fails, again and again while it finds no lock: while it waits for
 * one, all who come after it queue, so it gives up soon, lets them through and tries again. Fails as `work` does, or with
 * `database-unreachable` where the connection is gone.
 */
export async function withPatience<T>(
  {
    client,
    name,
    attempts,
    log,
  }: { client: Client; name: string; attempts: number; log: (line: string) => void },
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        throw connectionLost(name, error);
      });
      if (!isLockFailure(error) || attempt >= attempts) throw error;
    }
    log(`${name} found a table locked; attempt ${attempt + 1} of ${attempts} follows`);
    await systemClock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + Math.random()));
  }
}

/** A rollback fails for no other reason. */
function connectionLost(name: string, cause: unknown): UserError {
  return new UserError({
    code: 'database-unreachable',
    message: `The connection was lost while ${name} was at work, wholly applied or not at all: ${messageOf(cause)}.`,
    remedy: 'Run this again: it sees which of the two, and continues with what is not done yet.',
    cause,
  });
}
