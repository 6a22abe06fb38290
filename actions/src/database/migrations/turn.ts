import { PG_MIGRATE_LOCK_ID } from 'node-pg-migrate';
import type { Client } from 'pg';
import { UserError } from '../../errors.ts';
import { systemClock } from '../../ports/clock.ts';

const POLL_MS = 200;

/**
 * Takes the database's migration lock for as long as the connection lives; it is the lock of node-pg-migrate's own
 * command too. Asks again and again: a session that waits inside PostgreSQL would hold a snapshot, and
 * CREATE INDEX CONCURRENTLY of the other run would wait for that. Fails with `migration-locked`.
 */
export async function takeTurn(
  client: Client,
  { waitMs, log }: { waitMs: number; log: (line: string) => void },
): Promise<void> {
  const deadline = systemClock.monotonic() + waitMs;
  for (let isFirst = true; !(await tryLock(client)); isFirst = false) {
    if (isFirst) log(`Waiting for another run of migrations, up to ${waitMs / 1000} s`);
    if (systemClock.monotonic() > deadline) throw tookTooLong(waitMs);
    await systemClock.sleep(POLL_MS);
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
    PG_MIGRATE_LOCK_ID,
  ]);
  return rows[0]?.taken === true;
}

function tookTooLong(waitMs: number): UserError {
  return new UserError({
    code: 'migration-locked',
    message: `Another run of migrations has held the database for over ${waitMs / 1000} s.`,
    remedy: `Wait for it, or find it in pg_locks (advisory, ${PG_MIGRATE_LOCK_ID}) and end it; then run this again.`,
  });
}
