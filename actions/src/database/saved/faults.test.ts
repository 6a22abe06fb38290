import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { connect } from '../connection.ts';
import { readSchema } from '../migrations/schema.ts';
import { migratedDatabase, type MigratedDatabase } from '../testing/migrated-database.ts';
import { startTemporaryServer, type TemporaryServer } from '../testing/temporary-server.ts';
import { waitFor } from '../testing/wait-for.ts';
import { restoreMigration } from './restore.ts';
import { savedMigrations } from './saved-migrations.ts';

// Real servers, on a machine that may be busy.
jest.setTimeout(120_000);

const BEGIN = {
  '0001_begin.sql':
    '-- class: expand\nCREATE TABLE old ();\nCREATE TABLE users (id int PRIMARY KEY, email text);\nCREATE TABLE posts (id int);\n' +
    "INSERT INTO users VALUES (1, 'a'), (2, 'b'); INSERT INTO posts VALUES (1);\n",
  '0002_old.sql': '-- class: irreversible\nDROP TABLE old;\n',
};
const CONTRACT = '-- class: irreversible\nALTER TABLE users DROP email;\nDROP TABLE posts;\n';
const PATIENT = { lockTimeoutMs: 600_000, statementTimeoutMs: 600_000 };

let temporary: TemporaryServer;
let database: MigratedDatabase;
beforeAll(async () => {
  temporary = await startTemporaryServer();
});
afterAll(async () => {
  await temporary.discard();
});
beforeEach(async () => {
  database = await migratedDatabase(await temporary.newDatabase());
  await database.migrate(BEGIN);
});
afterEach(async () => {
  await database.discard();
});

describe.each([
  ['the connection is ended', endConnection],
  ['the server is killed', killServer],
])('when %s', (_, strike) => {
  it('while a migration’s losses are being saved, nothing of it is done, and the next run does all', async () => {
    // The copy is made by the time that it is put on record.
    const release = await hold('LOCK TABLE tidegate_saved.saves IN SHARE MODE');
    const run = ended(database.migrate({ '0003_drop.sql': CONTRACT }, PATIENT));
    await strike(await blockedBackend());
    expect(await run).toMatchObject({ code: 'database-unreachable' });
    await release();
    await expectUntouched();
    await expectContractThenRestore();
  });

  it('while a migration takes away, nothing of it is done, and the next run does all', async () => {
    const run = ended(database.migrate({ '0003_drop.sql': `${CONTRACT}SELECT pg_sleep(600);\n` }, PATIENT));
    await strike(await blockedBackend());
    expect(await run).toMatchObject({ code: 'database-unreachable' });
    await expectUntouched();
    await expectContractThenRestore();
  });

  it('while a migration is restored, nothing is put back, and the next restore does all', async () => {
    await database.migrate({ '0003_drop.sql': CONTRACT });
    // All is put back by the time that the record is removed.
    const release = await hold('SELECT 1 FROM tidegate_saved.saves FOR UPDATE');
    const run = ended(restoreMigration({ databaseUrl: database.url, migration: '0003_drop', ...PATIENT }));
    await strike(await blockedBackend());
    expect(await run).toMatchObject({ code: 'database-unreachable' });
    await release();
    await expectContracted();
    await expectRestored();
  });
});

/** The session at work, waiting in the midst of it. */
async function blockedBackend(): Promise<number> {
  return await waitFor('the session at work', async () => {
    const [found] = await database.rows(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND (wait_event_type = 'Lock' OR wait_event = 'PgSleep')`,
    );
    return found === undefined ? undefined : Number(found['pid']);
  });
}

async function endConnection(pid: number): Promise<void> {
  await database.rows(`SELECT pg_terminate_backend(${pid})`);
}

async function killServer(): Promise<void> {
  database.url = await temporary.crash(database.url);
}

/** Holds a lock from another session, until it is released or the server is gone. */
async function hold(sql: string): Promise<() => Promise<void>> {
  const holder = await connect(database.url);
  await holder.query(`BEGIN; ${sql}`);
  return async () => {
    await holder.end().catch(() => undefined);
  };
}

/** The error that it ended with, caught at once: it comes while something else is waited for. */
async function ended(run: Promise<unknown>): Promise<unknown> {
  return await run.then(
    () => 'it went well',
    (error: unknown) => error,
  );
}

async function expectUntouched(): Promise<void> {
  expect(await database.rows('SELECT * FROM users ORDER BY id')).toEqual([
    { id: 1, email: 'a' },
    { id: 2, email: 'b' },
  ]);
  expect(await database.rows('SELECT * FROM posts')).toEqual([{ id: 1 }]);
  expect((await savedMigrations(database.url)).map(({ migration }) => migration)).toEqual(['0002_old']);
  expect(
    await database.rows(
      "SELECT relname FROM pg_class WHERE relnamespace = 'tidegate_saved'::regnamespace AND relname LIKE '0003%'",
    ),
  ).toEqual([]);
  expect(await readSchema(database.url)).toMatchObject({ version: 2, floor: 2 });
}

async function expectContractThenRestore(): Promise<void> {
  expect(await database.migrate({ '0003_drop.sql': CONTRACT })).toMatchObject({ applied: ['0003_drop.sql'] });
  await expectContracted();
  await expectRestored();
}

async function expectContracted(): Promise<void> {
  expect(await database.rows("SELECT to_regclass('posts') IS NULL AS gone")).toEqual([{ gone: true }]);
  expect(await database.rows('SELECT * FROM users ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  expect((await savedMigrations(database.url))[0]).toMatchObject({ migration: '0003_drop', rows: 3 });
  expect(await readSchema(database.url)).toMatchObject({ version: 3, floor: 3 });
}

async function expectRestored(): Promise<void> {
  await restoreMigration({ databaseUrl: database.url, migration: '0003_drop' });
  await expectUntouched();
}
