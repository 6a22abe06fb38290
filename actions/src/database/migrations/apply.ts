import { basename, join } from 'node:path';
import { runner, type MigrationBuilder } from 'node-pg-migrate';
import { DatabaseError, escapeIdentifier, type Client } from 'pg';
import type { MigrationFile } from '../../artifact/migrations.ts';
import { messageOf, UserError } from '../../errors.ts';
import { systemClock } from '../../ports/clock.ts';
import { runsOutsideTransaction, upPart } from './migration-sql.ts';
import { isLockFailure, prepareSession, type SessionLimits } from './session.ts';

const FIRST_PAUSE_MS = 250;

export interface Application {
  readonly client: Client;
  readonly folder: string;
  readonly migration: MigrationFile;
  readonly limits: SessionLimits;
  readonly attempts: number;
  readonly log: (line: string) => void;
}

/**
 * Applies one migration and records it, both or neither. While it waits for a lock, all who come after it queue, so it
 * gives up soon, lets them through and tries again. Fails with `migration-locked`, `migration-failed` or
 * `database-unreachable`.
 */
export async function applyMigration(application: Application): Promise<void> {
  const { migration, attempts, log } = application;
  log(`Applying ${migration.name} (${migration.class})`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await applyOnce(application);
      return;
    } catch (error) {
      // Fails where the connection is gone, and then there is nothing to roll back.
      await application.client.query('ROLLBACK').catch(silent);
      if (!isLockFailure(error) || attempt >= attempts) throw explain(application, error);
    }
    log(`${migration.name} found a table locked; attempt ${attempt + 1} of ${attempts} follows`);
    await systemClock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + Math.random()));
  }
}

function silent(): void {
  // node-pg-migrate’s log repeats the SQL; ours says what happens.
}

/** node-pg-migrate records a migration without its extension. */
export function nameInTable(fileName: string): string {
  return basename(fileName, '.sql');
}

async function applyOnce(application: Application): Promise<void> {
  const { client, folder, migration } = application;
  // The migration before may have changed the session (SET search_path): each begins with the same.
  await prepareSession(client, application.limits);
  const content = migration.content.toString('utf8');
  if (runsOutsideTransaction(content)) await dropUnfinishedIndexes(client, content);
  await runner({
    dbClient: client,
    dir: folder,
    file: nameInTable(migration.name),
    direction: 'up',
    migrationsTable: 'pgmigrations',
    checkOrder: false,
    singleTransaction: false,
    noLock: true,
    logger: { info: silent, warn: silent, error: silent },
    // What is run is what the checksum was taken of, not what the file holds by now.
    migrationLoaderStrategies: [
      { extensions: ['.sql'], loader: () => Promise.resolve([unitOf(application)]) },
    ],
  });
}

function unitOf({ folder, migration }: Application): {
  id: string;
  filePaths: string[];
  actions: { up: (builder: MigrationBuilder) => void; down: false };
} {
  const content = migration.content.toString('utf8');
  const path = join(folder, migration.name);
  return {
    id: path,
    filePaths: [path],
    actions: {
      up: (builder) => {
        if (runsOutsideTransaction(content)) builder.noTransaction();
        builder.sql(upPart(content).sql);
      },
      down: false,
    },
  };
}

/** CREATE INDEX CONCURRENTLY leaves an invalid index when it fails, and IF NOT EXISTS would then pass over it. */
async function dropUnfinishedIndexes(client: Client, content: string): Promise<void> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND c.relkind = 'i' AND position(c.relname IN $1) > 0`,
    [content],
  );
  for (const { schema, name } of rows) {
    await client.query(
      `DROP INDEX CONCURRENTLY IF EXISTS ${escapeIdentifier(schema)}.${escapeIdentifier(name)}`,
    );
  }
}

function explain({ migration, attempts, limits }: Application, cause: unknown): UserError {
  if (!(cause instanceof DatabaseError)) {
    return new UserError({
      code: 'database-unreachable',
      message: `The connection was lost while ${migration.name} was applied: ${messageOf(cause)}.`,
      remedy: 'Run this again: it continues with what is not applied yet.',
      cause,
    });
  }
  if (isLockFailure(cause)) {
    return new UserError({
      code: 'migration-locked',
      message: `${migration.name} did not get the locks it needs within ${attempts} attempts of ${limits.lockTimeoutMs} ms: ${cause.message}.`,
      remedy:
        'Find the session that holds them (pg_locks, pg_stat_activity), let it end, and run this again.',
      cause,
    });
  }
  return new UserError({
    code: 'migration-failed',
    message: `${placeOf(migration, cause)}: ${cause.message} (SQL state ${cause.code ?? 'unknown'}). ${whatStays(migration)}`,
    remedy: 'Correct the migration and run this again; those before it stay applied.',
    cause,
  });
}

function whatStays({ content }: MigrationFile): string {
  return runsOutsideTransaction(content.toString('utf8'))
    ? 'It ran outside a transaction; an index that it left unfinished is removed by the next run.'
    : 'Nothing of this migration stays.';
}

function placeOf({ name, content }: MigrationFile, { position }: DatabaseError): string {
  if (position === undefined) return name;
  const { sql, firstLine } = upPart(content.toString('utf8'));
  return `${name}:${firstLine + sql.slice(0, Number(position) - 1).split('\n').length - 1}`;
}
