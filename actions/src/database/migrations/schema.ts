import type { Client } from 'pg';
import { withConnection } from '../connection.ts';

export interface Schema {
  /** The highest number of an applied migration; 0 for none. */
  readonly version: number;
  /** The highest number of an applied migration that took something away (contract, irreversible); 0 for none. */
  readonly floor: number;
}

export interface LiveSchema extends Schema {
  /** The applied migrations that took something away, in order, without `.sql`. */
  readonly contracts: readonly string[];
}

/** What migrations the database has had. Fails with `database-unreachable`. */
export async function readSchema(databaseUrl: string): Promise<LiveSchema> {
  return await withConnection(databaseUrl, schemaOf);
}

export async function schemaOf(client: Client): Promise<LiveSchema> {
  const numbers = [...(await appliedNames(client))].map(numberOf);
  const lowering = await client.query<{ name: string }>(
    (await hasTable(client, 'tidegate_migrations'))
      ? `SELECT name FROM public.tidegate_migrations JOIN public.pgmigrations USING (name)
         WHERE class IN ('contract', 'irreversible') ORDER BY name`
      : 'SELECT NULL AS name WHERE false',
  );
  const contracts = lowering.rows.map(({ name }) => name);
  return {
    version: Math.max(0, ...numbers),
    floor: Math.max(0, ...contracts.map(numberOf)),
    contracts,
  };
}

/** As the table has them: file names without `.sql`. */
export async function appliedNames(client: Client): Promise<ReadonlySet<string>> {
  if (!(await hasTable(client, 'pgmigrations'))) return new Set();
  const { rows } = await client.query<{ name: string }>('SELECT name FROM public.pgmigrations');
  return new Set(rows.map(({ name }) => name));
}

async function hasTable(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    `public.${name}`,
  ]);
  return rows[0]?.found === true;
}

function numberOf(name: string): number {
  return /^\d{4}_/.test(name) ? Number(name.slice(0, 4)) : 0;
}
