import type { Client } from 'pg';
import { z } from 'zod';

/** As the catalogue describes it, its expressions and types as SQL with every name qualified. */
const columnSchema = z.object({
  name: z.string(),
  type: z.string(),
  collation: z.string().nullable(),
  notNull: z.boolean(),
  identity: z.enum(['', 'a', 'd']),
  generated: z.enum(['', 's', 'v']),
  expression: z.string().nullable(),
  /** Types of the user's own may go together with the table, so their values are saved as text. */
  isBuiltIn: z.boolean(),
  /** The sequence that belongs to the column and goes with it. */
  sequence: z.string().nullable(),
  sequenceType: z.string().nullable(),
  sequenceOptions: z.string().nullable(),
});
export type Column = z.output<typeof columnSchema>;

/** What a save keeps of a table beside its rows, to make it or its columns anew. */
export const shapeSchema = z.object({
  /** Those that were taken away. */
  columns: z.array(columnSchema),
  /** The primary key's, by which values find their rows. */
  key: z.array(columnSchema),
  /** Makes constraints, indexes and triggers that went along, in this order. */
  statements: z.array(z.string()),
  /** Makes the references to and from other tables, which need those of both. */
  references: z.array(z.string()),
});
export type Shape = z.output<typeof shapeSchema>;

/** All columns of a table; `search_path` must be empty, so that names come qualified. */
export async function columnsOf(client: Client, table: number): Promise<readonly Column[]> {
  const { rows } = await client.query(COLUMNS, [table]);
  const columns: Column[] = [];
  for (const column of z.array(columnSchema).parse(rows)) {
    columns.push(await withNextNumber(client, column));
  }
  return columns;
}

export async function primaryKeyOf(client: Client, table: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.attname AS name FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
     JOIN pg_attribute a ON a.attnum = k.number
     WHERE i.indrelid = $1 AND i.indisprimary AND a.attrelid = i.indrelid ORDER BY k.place`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/**
 * What makes the table's constraints, indexes and triggers anew, and its references to other tables and theirs to it;
 * only those that hang on one of the columns, where some are given.
 */
export async function statementsOf(
  client: Client,
  { table, columns }: { table: number; columns: readonly string[] | null },
): Promise<Pick<Shape, 'statements' | 'references'>> {
  const { rows } = await client.query<{ statement: string; refers: boolean }>(STATEMENTS, [table, columns]);
  const references = rows.filter(({ refers }) => refers);
  const statements = rows.filter(({ refers }) => !refers);
  return {
    statements: statements.map(({ statement }) => statement),
    references: references.map(({ statement }) => statement),
  };
}

/** What goes with a table that no save keeps. */
export async function leftBehind(client: Client, table: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ what: string }>(
    `SELECT what FROM pg_class c, LATERAL (VALUES
       ('its row-level security', c.relrowsecurity OR EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)),
       ('the privileges granted on it', c.relacl IS NOT NULL),
       ('its partitions: its rows come back into one table', c.relkind = 'p')
     ) AS kept(what, is_there) WHERE c.oid = $1 AND is_there`,
    [table],
  );
  return rows.map(({ what }) => what);
}

/** The numbering goes on where it stood. */
async function withNextNumber(client: Client, column: Column): Promise<Column> {
  if (column.sequence === null) return column;
  const { rows } = await client.query<{ next: string }>(
    `SELECT CASE WHEN is_called THEN last_value + seqincrement ELSE last_value END AS next
     FROM ${column.sequence}, pg_sequence WHERE seqrelid = $1::regclass`,
    [column.sequence],
  );
  return { ...column, sequenceOptions: `${column.sequenceOptions ?? ''} START WITH ${rows[0]?.next ?? '1'}` };
}

const COLUMNS = `
  SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation,
    a.attnotnull AS "notNull", a.attidentity AS identity, a.attgenerated AS generated,
    pg_get_expr(d.adbin, d.adrelid) AS expression,
    t.typnamespace = 'pg_catalog'::regnamespace AS "isBuiltIn",
    owned.sequence, format_type(s.seqtypid, NULL) AS "sequenceType",
    format('INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s %s', s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
      CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END) AS "sequenceOptions"
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    CROSS JOIN LATERAL (SELECT pg_get_serial_sequence(a.attrelid::regclass::text, a.attname) AS sequence) owned
    LEFT JOIN pg_sequence s ON s.seqrelid = owned.sequence::regclass
  WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

/** Of objects that hang on columns, pg_depend knows those named in expressions and predicates too. */
const STATEMENTS = `
  WITH chosen AS (
    SELECT attnum FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND attname = ANY ($2::text[])
  ), hanging AS (
    SELECT classid, objid FROM pg_depend
    WHERE refclassid = 'pg_class'::regclass AND refobjid = $1 AND refobjsubid IN (SELECT attnum FROM chosen)
  ), made AS (
    SELECT 1 AS place, oid, format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
      pg_get_constraintdef(oid)) AS statement, 'pg_constraint'::regclass AS catalogue, position(contype::text IN 'puxc') AS rank,
      contype = 'f' AS refers
    FROM pg_constraint WHERE $1 IN (conrelid, confrelid) AND contype IN ('p', 'u', 'x', 'c', 'f') AND conparentid = 0
    UNION ALL
    SELECT 2, i.indexrelid, pg_get_indexdef(i.indexrelid), 'pg_class'::regclass, 0, false
    FROM pg_index i WHERE i.indrelid = $1 AND i.indisvalid
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND conrelid = $1)
    UNION ALL
    SELECT 3, oid, pg_get_triggerdef(oid), 'pg_trigger'::regclass, 0, false
    FROM pg_trigger WHERE tgrelid = $1 AND NOT tgisinternal
  )
  SELECT statement, refers FROM made
  WHERE $2::text[] IS NULL OR (catalogue, oid) IN (SELECT classid, objid FROM hanging)
  ORDER BY place, rank, statement`;
