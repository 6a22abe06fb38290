import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMigrations } from '../../artifact/migrations.ts';
import { withConnection } from '../connection.ts';
import { findLosses } from '../migrations/losses/find-losses.ts';
import { runMigrations, type MigrationRequest, type MigrationRun } from '../migrations/run.ts';

/** A database and a folder of migrations for it, each of which is run as packaging and hosts do. */
export interface MigratedDatabase {
  /** Changes when the server comes back elsewhere. */
  url: string;
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Writes the migrations and runs what is pending, with what they take away saved. */
  migrate(files: Readonly<Record<string, string>>, more?: Partial<MigrationRequest>): Promise<MigrationRun>;
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
  discard(): Promise<void>;
}

export async function migratedDatabase(url: string): Promise<MigratedDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-saves-'));
  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
  }
  const database: MigratedDatabase = {
    url,
    folder,
    write,
    async migrate(files, more) {
      await write(files);
      const losses = await findLosses(await readMigrations(folder));
      return await runMigrations({ databaseUrl: database.url, folder, losses, ...more });
    },
    async rows(sql) {
      return await withConnection(
        database.url,
        async (client) => (await client.query<Record<string, unknown>>(sql)).rows,
      );
    },
    async discard() {
      await rm(folder, { recursive: true });
    },
  };
  return database;
}
