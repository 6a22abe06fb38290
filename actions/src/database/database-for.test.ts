import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { checkDatabase, withConnection } from './connection.ts';
import { databaseFor } from './database-for.ts';
import { startTemporaryServer, type TemporaryServer } from './testing/temporary-server.ts';
import { waitFor } from './testing/wait-for.ts';

// Real servers and processes, on a machine that may be busy.
jest.setTimeout(60_000);

let temporary: TemporaryServer;
beforeAll(async () => {
  temporary = await startTemporaryServer();
});
afterAll(async () => {
  await temporary.discard();
});

async function embedded(environment: string): Promise<string> {
  const request = { folder: temporary.server.folder, environment, externalUrl: undefined };
  return (await databaseFor(request)).url;
}

describe('an environment’s database on the embedded server', () => {
  it('is made once, for several who ask at the same time too, and is the environment’s own', async () => {
    const urls = await Promise.all([embedded('staging'), embedded('staging'), embedded('staging')]);
    expect(new Set(urls).size).toBe(1);
    expect(await embedded('production')).not.toBe(urls[0]);
    await withConnection(urls[0], (client) => client.query('CREATE TABLE mine (id int)'));
  });

  it('can’t be entered by another environment’s role, nor can the others that there are', async () => {
    const staging = new URL(await embedded('staging'));
    const production = new URL(await embedded('production'));
    for (const database of [production.pathname, '/postgres', '/template1']) {
      staging.pathname = database;
      await expect(checkDatabase(staging.href)).rejects.toMatchObject({ cause: { code: '42501' } });
    }
  });

  it('has a role without privileges beyond it, whose password only a private file holds', async () => {
    const url = await embedded('staging');
    const { rows } = await withConnection(url, (client) =>
      client.query(
        'SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = current_user',
      ),
    );
    expect(rows).toEqual([
      { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolreplication: false },
    ]);
    const file = await stat(`${temporary.server.folder}/roles/staging.password`);
    expect(file.mode & 0o777).toBe(0o600);
  });

  it('never gives the server a password that it could log', async () => {
    const { server } = temporary;
    await withConnection(server.adminUrl(), async (client) => {
      await client.query("ALTER SYSTEM SET log_statement = 'all'");
      await client.query('SELECT pg_reload_conf()');
    });
    const password = new URL(await embedded('logged')).password;
    const log = await waitFor('the statement in the log', async () => {
      const text = await readFile(`${server.folder}/postgres.log`, 'utf8');
      return text.includes('CREATE DATABASE "tidegate_logged"') ? text : undefined;
    });
    expect(log).toContain('CREATE ROLE "tidegate_logged"');
    expect(log).not.toContain(password);
  });

  it('refuses a name that could be taken for something else', async () => {
    await expect(embedded('../x')).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('an environment’s database on a server of the user’s own', () => {
  /** The embedded server plays that server; the role may or may not create databases. */
  async function externalUrl(may: 'CREATEDB' | 'NOCREATEDB'): Promise<{ url: string; password: string }> {
    const { server } = temporary;
    const role = `app_${may.toLowerCase()}_${randomBytes(4).toString('hex')}`;
    const password = `${randomBytes(9).toString('hex')}:@/?`;
    await withConnection(server.adminUrl(), async (client) => {
      await client.query(
        `CREATE ROLE ${escapeIdentifier(role)} LOGIN ${may} PASSWORD ${escapeLiteral(password)}`,
      );
      await client.query(`CREATE DATABASE ${escapeIdentifier(role)} OWNER ${escapeIdentifier(role)}`);
    });
    return { url: server.url({ database: role, role, password }), password };
  }

  async function external(url: string, environment = 'staging'): Promise<string> {
    return (await databaseFor({ folder: '/nowhere', environment, externalUrl: url })).url;
  }

  it('is named after both, and made when it is not there', async () => {
    const { url } = await externalUrl('CREATEDB');
    const [one, other] = await Promise.all([external(`${url}?application_name=x`), external(url)]);
    expect(new URL(other).pathname).toBe(`${new URL(url).pathname}_staging`);
    expect(new URL(one).search).toBe('?application_name=x');
    await checkDatabase(one);
    expect(await external(url)).toBe(other);
  });

  it('asks for an administrator when the role may not create it, and then uses what that one made', async () => {
    const { url } = await externalUrl('NOCREATEDB');
    const error: unknown = await external(url).catch((failure: unknown) => failure);
    expect(error).toMatchObject({
      code: 'database-unreachable',
      remedy: expect.stringContaining('CREATE DATABASE'),
    });
    const command = /CREATE DATABASE .*;/.exec((error as { remedy: string }).remedy)?.[0] ?? '';
    await withConnection(temporary.server.adminUrl(), (client) => client.query(command));
    await checkDatabase(await external(url));
  });

  it('refuses a name that PostgreSQL would cut', async () => {
    const { url } = await externalUrl('CREATEDB');
    await expect(external(url, 'x'.repeat(60))).rejects.toMatchObject({ code: 'database-unreachable' });
  });

  it.each([
    ['the password is wrong', (url: URL) => (url.password = 'guess-9f2c')],
    ['nothing listens', (url: URL) => (url.port = '1')],
    ['the URL is of another kind', (url: URL) => url.href.replace('postgres:', 'mysql:')],
    ['the URL is none', () => 'postgres://role:guess-9f2c@ho st/db'],
  ])('says so without telling a secret when %s', async (_, change) => {
    const { url, password } = await externalUrl('NOCREATEDB');
    const changed = new URL(url);
    const text = change(changed);
    const given = text.includes('://') ? text : changed.href;
    const error: unknown = await external(given).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'database-unreachable' });
    const everything = inspect(error, { depth: 20, showHidden: true });
    for (const secret of [password, encodeURIComponent(password), 'guess-9f2c']) {
      expect(everything).not.toContain(secret);
    }
  });
});
