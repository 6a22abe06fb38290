import { DatabaseError, type Client } from 'pg';

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';

export interface SessionLimits {
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** Puts the session back to how it began, with limits on what a statement may take. Session locks stay. */
export async function prepareSession(client: Client, limits: SessionLimits): Promise<void> {
  await client.query('RESET ALL');
  await client.query(
    `SET lock_timeout = ${limits.lockTimeoutMs}; SET statement_timeout = ${limits.statementTimeoutMs}`,
  );
  // So that the server ends the statement of a run that was killed. Refused before PostgreSQL 14 and off Linux.
  await client.query("SET client_connection_check_interval = '1s'").catch(() => undefined);
}

/** Whether waiting may help: a lock was not free in time, or two sessions waited for each other. */
export function isLockFailure(error: unknown): boolean {
  return error instanceof DatabaseError && [LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED].includes(error.code ?? '');
}
