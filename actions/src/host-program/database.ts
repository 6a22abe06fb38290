import type { Database } from '../deployment/ports.ts';

/** Loaded by what asks the database: most of what a host is asked does not, and the driver and migrations are an eighth of a start. */
export const systemDatabase: Database = {
  async check(url) {
    const { checkDatabase } = await import('../database/connection.ts');
    await checkDatabase(url);
  },
  async schema(url) {
    const { readSchema } = await import('../database/migrations/schema.ts');
    return readSchema(url);
  },
  async migrate({ url, folder, losses }) {
    const { runMigrations } = await import('../database/migrations/run.ts');
    const { applied } = await runMigrations({ databaseUrl: url, folder, losses });
    return applied;
  },
  async saved(url) {
    const { savedMigrations } = await import('../database/saved/saved-migrations.ts');
    return savedMigrations(url);
  },
  async restore({ url, migration }) {
    const { restoreMigration } = await import('../database/saved/restore.ts');
    return restoreMigration({ databaseUrl: url, migration });
  },
};
