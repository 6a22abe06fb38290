import { withConnection } from '../connection.ts';
import { hasRecords } from './records.ts';

export interface SavedMigration {
  /** Without `.sql`. */
  readonly migration: string;
  readonly savedAt: Date;
  /** Over all tables that it took something from. */
  readonly rows: number;
  /** On disk. */
  readonly bytes: number;
  /** `table of public.users`, `columns of public.users` … */
  readonly parts: readonly string[];
  /** What a restore would not bring back, a sentence each. */
  readonly unsaved: readonly string[];
}

/** What `restoreMigration` can put back into this database, the newest first. Fails with `database-unreachable`. */
export async function savedMigrations(databaseUrl: string): Promise<readonly SavedMigration[]> {
  return await withConnection(databaseUrl, async (client) => {
    if (!(await hasRecords(client))) return [];
    const { rows } = await client.query<SavedMigration>(
      `SELECT migration, min(saved_at) AS "savedAt", sum(rows)::float8 AS rows,
         sum(coalesce(pg_total_relation_size(to_regclass(format('tidegate_saved.%I', copy))), 0))::float8 AS bytes,
         array_agg(kind || ' of ' || source ORDER BY position) AS parts,
         (SELECT coalesce(array_agg(what), '{}') FROM tidegate_saved.saves u, unnest(u.unsaved) AS what
          WHERE u.migration = s.migration) AS unsaved
       FROM tidegate_saved.saves s GROUP BY migration ORDER BY migration DESC`,
    );
    return rows;
  });
}
