import type { Client } from 'pg';

export interface Table {
  readonly oid: number;
  /** It is a table or a partitioned one: no view, no sequence. */
  readonly holdsRows: boolean;
}

/** The table of a name such as `public.users`, if there is one. */
export async function findTable(client: Client, name: string): Promise<Table | undefined> {
  const [schema, table] = name.split('.');
  const { rows } = await client.query<Table>(
    `SELECT c.oid::int8::float8 AS oid, c.relkind IN ('r', 'p') AS "holdsRows"
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`,
    [schema, table],
  );
  return rows[0];
}

/**
 * Whether a table of `public`, named without its schema as migrations do, is another one in this session: a schema named
 * like the role comes first in the usual search_path.
 */
export async function isShadowed(client: Client, name: string): Promise<boolean> {
  const [schema, table] = name.split('.');
  if (schema !== 'public') return false;
  const { rows } = await client.query<{ shadowed: boolean }>(
    "SELECT to_regclass(quote_ident($1)) <> to_regclass(format('public.%I', $1::text)) AS shadowed",
    [table],
  );
  return rows[0]?.shadowed === true;
}

/**
 * Works with an empty search_path, so that the catalogue names everything with its schema, and fails rather than pass
 * over rows that row-level security hides. Within a transaction, which takes both back when it fails.
 */
export async function namingEverything<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query("SET LOCAL search_path = ''; SET LOCAL row_security = off");
  const result = await work();
  await client.query('RESET search_path; RESET row_security');
  return result;
}
