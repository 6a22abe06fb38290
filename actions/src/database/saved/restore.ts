import { DatabaseError, type Client } from 'pg';
import { UserError } from '../../errors.ts';
import { textWithoutPassword, withConnection } from '../connection.ts';
import { withPatience } from '../migrations/patience.ts';
import { isLockFailure, prepareSession } from '../migrations/session.ts';
import { takeTurn } from '../migrations/turn.ts';
import { bareName } from './names.ts';
import { putBack, type PutBack } from './put-back.ts';
import { forget, recordsOf } from './records.ts';
import { assertRestorable } from './restorable.ts';
import { namingEverything } from './tables.ts';

export interface RestoreRequest {
  readonly databaseUrl: string;
  /** `0007_drop-old`, with or without `.sql`. */
  readonly migration: string;
  /** How long one statement waits for a lock. */
  readonly lockTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** How often it is tried where a lock was not free. */
  readonly attempts?: number;
  /** How long another run on this database may take before ours gives up. */
  readonly turnWithinMs?: number;
  readonly log?: (line: string) => void;
}

export interface Restored extends PutBack {
  /** Without `.sql`. */
  readonly migration: string;
}

/**
 * Puts back what was saved before a migration ran, and takes the migration off the record: the schema’s `floor` sinks,
 * and the next release that carries the migration runs it anew. All or nothing, while no other run is at work. Fails with
 * `nothing-saved`, `restore-refused`, `migration-locked` or `database-unreachable`.
 */
export async function restoreMigration(request: RestoreRequest): Promise<Restored> {
  const { databaseUrl, log = () => undefined, turnWithinMs: waitMs = 120_000, attempts = 6 } = request;
  const limits = {
    lockTimeoutMs: request.lockTimeoutMs ?? 3000,
    statementTimeoutMs: request.statementTimeoutMs ?? 300_000,
  };
  const migration = bareName(request.migration);
  return await withConnection(databaseUrl, async (client) => {
    await takeTurn(client, { waitMs, log });
    await prepareSession(client, limits);
    try {
      return await withPatience({ client, name: migration, attempts, log }, async () => {
        await client.query('BEGIN');
        const result = await namingEverything(client, () => restoreInside(client, migration));
        await client.query('COMMIT');
        return { migration, ...result };
      });
    } catch (cause) {
      throw explain({ migration, databaseUrl, cause });
    }
  });
}

async function restoreInside(client: Client, migration: string): Promise<PutBack> {
  const saves = await recordsOf(client, migration);
  await assertRestorable(client, { migration, saves });
  const result = await putBack(client, saves);
  await forget(client, saves);
  await client.query('DELETE FROM public.pgmigrations WHERE name = $1', [migration]);
  await client.query('DELETE FROM public.tidegate_migrations WHERE name = $1', [migration]);
  return result;
}

function explain(facts: { migration: string; databaseUrl: string; cause: unknown }): unknown {
  const { migration, databaseUrl, cause } = facts;
  if (!(cause instanceof DatabaseError)) return cause;
  const text = textWithoutPassword(cause, databaseUrl);
  if (isLockFailure(cause)) {
    return new UserError({
      code: 'migration-locked',
      message: `Restoring ${migration} did not get the locks it needs: ${text}.`,
      remedy:
        'Find the session that holds them (pg_locks, pg_stat_activity), let it end, and run this again.',
      cause,
    });
  }
  return new UserError({
    code: 'restore-refused',
    message: `What ${migration} took away does not fit the database as it is now: ${text} (SQL state ${cause.code ?? 'unknown'}). Nothing was changed.`,
    remedy: 'Move what is in its way, and run this again; what is saved stays.',
    cause,
  });
}
