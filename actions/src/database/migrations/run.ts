import { DatabaseError, type Client } from 'pg';
import type { Losses } from '../../artifact/manifest.ts';
import { readMigrations, type MigrationFile } from '../../artifact/migrations.ts';
import { UserError } from '../../errors.ts';
import { isServerLeaving, textWithoutPassword, withConnection } from '../connection.ts';
import { applyMigration, nameInTable } from './apply.ts';
import { assertUnchanged, makeChecksumTable, recordChecksums } from './checksums.ts';
import { appliedNames, schemaOf, type Schema } from './schema.ts';
import { isLockFailure, prepareSession } from './session.ts';
import { takeTurn } from './turn.ts';

export interface MigrationRequest {
  readonly databaseUrl: string;
  /** Holds the release's migrations. */
  readonly folder: string;
  /** What to save before migrations run: the manifest’s list of them. Nothing is saved of one that it leaves out. */
  readonly losses?: readonly MigrationLosses[] | undefined;
  /** How long one statement waits for a lock, while others queue behind it. */
  readonly lockTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** How often a migration that found no lock is tried, with growing pauses. */
  readonly attempts?: number;
  /** How long another run on this database may take before ours gives up. */
  readonly turnWithinMs?: number;
  readonly log?: (line: string) => void;
}

interface MigrationLosses {
  /** The file’s. */
  readonly name: string;
  readonly drops?: Losses['drops'] | undefined;
  readonly unsaved?: Losses['unsaved'] | undefined;
}

export interface MigrationRun extends Schema {
  /** The file names of what this run applied, in order. */
  readonly applied: readonly string[];
}

/**
 * Applies the migrations of a release that the database doesn't have yet, one run at a time, each in a transaction of
 * its own, in which what it takes away is saved first. What an earlier run left half-way is continued; what a newer
 * release applied stays. Fails with `migration-changed`, `migration-failed`, `migration-locked`, `migration-unsavable`,
 * `database-unreachable`, or as `readMigrations` does.
 */
export async function runMigrations(request: MigrationRequest): Promise<MigrationRun> {
  const migrations = await readMigrations(request.folder);
  const log = request.log ?? (() => undefined);
  return await withConnection(request.databaseUrl, async (client) => {
    await takeTurn(client, { waitMs: request.turnWithinMs ?? 120_000, log });
    const limits = {
      lockTimeoutMs: request.lockTimeoutMs ?? 3000,
      statementTimeoutMs: request.statementTimeoutMs ?? 300_000,
    };
    await prepareSession(client, limits);
    const pending = await explainingTables(request.databaseUrl, () => settlePending(client, migrations));
    for (const migration of pending) {
      await applyMigration({
        client,
        folder: request.folder,
        migration,
        losses: lossesOf(request, migration),
        limits,
        attempts: request.attempts ?? 6,
        log,
      });
    }
    const { version, floor } = await schemaOf(client);
    return { applied: pending.map(({ name }) => name), version, floor };
  });
}

function lossesOf({ losses = [] }: MigrationRequest, migration: MigrationFile): Losses {
  const { drops = [], unsaved = [] } = losses.find(({ name }) => name === migration.name) ?? {};
  return { drops, unsaved };
}

/** The migrations to apply, their checksums on record: so a run killed after this leaves none without. */
async function settlePending(
  client: Client,
  migrations: readonly MigrationFile[],
): Promise<readonly MigrationFile[]> {
  await makeChecksumTable(client);
  const applied = await appliedNames(client);
  function isApplied({ name }: MigrationFile): boolean {
    return applied.has(nameInTable(name));
  }
  const pending = migrations.filter((migration) => !isApplied(migration));
  await assertUnchanged(client, migrations.filter(isApplied));
  await recordChecksums(client, pending);
  return pending;
}

async function explainingTables<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof DatabaseError) || isServerLeaving(cause)) throw cause;
    throw new UserError({
      code: isLockFailure(cause) ? 'migration-locked' : 'migration-failed',
      message: `The tables that record migrations can’t be used: ${textWithoutPassword(cause, url)} (SQL state ${cause.code ?? 'unknown'}).`,
      remedy: 'Let the role of DATABASE_URL create tables in the schema public, and own those it made.',
      cause,
    });
  }
}
