import { mkdir } from 'node:fs/promises';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { UserError } from '../../errors.ts';
import { withConnection } from '../connection.ts';
import { scramVerifier } from './scram-verifier.ts';
import { secretIn } from './secret-file.ts';
import type { EmbeddedServer } from './server.ts';

/** Any number will do, as long as every run uses the same. */
const LOCK_ID = 7_241_001;

/**
 * The `DATABASE_URL` of a database of that name, which is made together with a role of its own unless both are there.
 * The role owns its database and can't enter any other; its password stays in a file (0600) of the server's folder.
 */
export async function ensureDatabase(request: { server: EmbeddedServer; name: string }): Promise<string> {
  const { server } = request;
  if (!/^[a-z][a-z0-9_-]{0,39}$/.test(request.name)) throw badName(request.name);
  // Prefixed: an environment may be named like a database or a role that PostgreSQL makes itself.
  const name = `tidegate_${request.name}`;
  await mkdir(`${server.folder}/roles`, { recursive: true, mode: 0o700 });
  const password = await secretIn(`${server.folder}/roles/${request.name}.password`);
  await withConnection(server.adminUrl(), async (client) => {
    await client.query("SET lock_timeout = '60s'");
    // CREATE ROLE and CREATE DATABASE have no IF NOT EXISTS: one run at a time looks and creates.
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_ID]);
    await ensureRole(client, name, password);
    await ensureOwnDatabase(client, name);
  });
  return server.url({ database: name, role: name, password });
}

async function ensureRole(client: Client, name: string, password: string): Promise<void> {
  const found = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  const verb = found.rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(
    `${verb} ROLE ${escapeIdentifier(name)} WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE
     PASSWORD ${escapeLiteral(scramVerifier(password))}`,
  );
}

async function ensureOwnDatabase(client: Client, name: string): Promise<void> {
  const quoted = escapeIdentifier(name);
  const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (found.rowCount === 0)
    await client.query(`CREATE DATABASE ${quoted} OWNER ${quoted} TEMPLATE template0`);
  for (const database of [quoted, 'postgres', 'template1']) {
    await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
  }
}

function badName(name: string): UserError {
  return new UserError({
    code: 'usage',
    message: `Expected a database name of lower-case letters, digits, _ and -, at most 40; found "${name}".`,
    remedy: 'Rename the environment.',
  });
}
