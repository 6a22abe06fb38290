import { basename, join } from 'node:path';
import { runner, type MigrationBuilder } from 'node-pg-migrate';
import { DatabaseError, escapeIdentifier, type Client } from 'pg';
import type { Losses } from '../../artifact/manifest.ts';
import type { MigrationFile } from '../../artifact/migrations.ts';
import { UserError } from '../../errors.ts';
import { keepLosses } from '../saved/keep-losses.ts';
import { saveLosses } from '../saved/save.ts';
import { runsOutsideTransaction, upPart } from './migration-sql.ts';
import { withPatience } from './patience.ts';
import { isLockFailure, prepareSession, type SessionLimits } from './session.ts';

export interface Application {
  readonly client: Client;
  readonly folder: string;
  readonly migration: MigrationFile;
  readonly losses: Losses;
  readonly limits: SessionLimits;
  readonly attempts: number;
  readonly log: (line: string) => void;
}

/**
 * Applies one migration and records it, both or neither; what it takes away is saved first, in the same transaction.
 * Fails with `migration-locked`, `migration-failed`, `migration-unsavable` or `database-unreachable`.
 */
export async function applyMigration(application: Application): Promise<void> {
  const { client, migration, attempts, log } = application;
  log(`Applying ${migration.name} (${migration.class})`);
  try {
    await withPatience({ client, name: migration.name, attempts, log }, () => applyOnce(application));
  } catch (error) {
    throw explain(application, error);
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
  const { client, migration } = application;
  // The migration before may have changed the session (SET search_path): each begins with the same.
  await prepareSession(client, application.limits);
  const content = migration.content.toString('utf8');
  if (runsOutsideTransaction(content)) {
    assertNothingToSave(application);
    await dropUnfinishedIndexes(client, content);
    await runAndRecord(application);
    return;
  }
  await client.query('BEGIN');
  const saves = await saveLosses(client, {
    migration: nameInTable(migration.name),
    losses: application.losses,
  });
  for (const { rows, kind, source } of saves) application.log(`Saved the ${kind} of ${source}: ${rows} rows`);
  await runAndRecord(application);
  await keepLosses(client, saves);
  await client.query('COMMIT');
}

function assertNothingToSave({ migration, losses }: Application): void {
  if (losses.drops.length === 0) return;
  throw new UserError({
    code: 'migration-unsavable',
    message: `${migration.name} runs outside a transaction and takes data away: it could be lost half-way.`,
    remedy: 'Remove its line “-- transaction: none”.',
  });
}

async function runAndRecord({ client, folder, migration }: Application): Promise<void> {
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
      { extensions: ['.sql'], loader: () => Promise.resolve([unitOf(folder, migration)]) },
    ],
  });
}

function unitOf(
  folder: string,
  migration: MigrationFile,
): {
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
        // The transaction, where there is one, is ours: what is saved belongs to it.
        builder.noTransaction();
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

function explain({ migration, attempts, limits }: Application, cause: unknown): unknown {
  if (!(cause instanceof DatabaseError)) return cause;
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
