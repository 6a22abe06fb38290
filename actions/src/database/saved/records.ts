import type { Client } from 'pg';
import { z } from 'zod';
import { quotedCopy } from './names.ts';
import { shapeSchema } from './table-shape.ts';

const recordSchema = z.object({
  migration: z.string(),
  position: z.int(),
  kind: z.enum(['table', 'columns', 'rows', 'values']),
  /** `public.users`. */
  source: z.string(),
  /** The table of our schema that holds the rows. */
  copy: z.string(),
  shape: shapeSchema,
  /** What of the migration no restore brings back. */
  unsaved: z.array(z.string()),
  rows: z.int(),
});
export type SaveRecord = z.output<typeof recordSchema>;

/** Ours alone: default privileges of the database may have given others something. */
export async function makeRecordTable(client: Client): Promise<void> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS tidegate_saved;
    REVOKE ALL ON SCHEMA tidegate_saved FROM PUBLIC;
    CREATE TABLE IF NOT EXISTS tidegate_saved.saves (
      migration text NOT NULL,
      position int NOT NULL,
      kind text NOT NULL,
      source text NOT NULL,
      copy text NOT NULL UNIQUE,
      shape jsonb NOT NULL,
      unsaved text[] NOT NULL,
      rows bigint NOT NULL,
      saved_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (migration, position)
    );
    REVOKE ALL ON tidegate_saved.saves FROM PUBLIC`);
}

export async function hasRecords(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('tidegate_saved.saves') IS NOT NULL AS found",
  );
  return rows[0]?.found === true;
}

export async function recordSave(client: Client, save: SaveRecord): Promise<void> {
  await client.query(
    `INSERT INTO tidegate_saved.saves (migration, position, kind, source, copy, shape, unsaved, rows)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      save.migration,
      save.position,
      save.kind,
      save.source,
      save.copy,
      JSON.stringify(save.shape),
      save.unsaved,
      save.rows,
    ],
  );
}

/** What is saved of a migration, in the order in which it was taken away. */
export async function recordsOf(client: Client, migration: string): Promise<readonly SaveRecord[]> {
  if (!(await hasRecords(client))) return [];
  const { rows } = await client.query(
    `SELECT migration, position, kind, source, copy, shape, unsaved, rows::float8 AS rows
     FROM tidegate_saved.saves WHERE migration = $1 ORDER BY position`,
    [migration],
  );
  return z.array(recordSchema).parse(rows);
}

export async function forget(client: Client, saves: readonly SaveRecord[]): Promise<void> {
  for (const { migration, position, copy } of saves) {
    await client.query('DELETE FROM tidegate_saved.saves WHERE migration = $1 AND position = $2', [
      migration,
      position,
    ]);
    await client.query(`DROP TABLE ${quotedCopy(copy)}`);
  }
}
