import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { build } from 'esbuild';
import { execa } from 'execa';
import { connect, withConnection } from '../connection.ts';
import { killHard, startProgram } from '../testing/run-program.ts';
import { startTemporaryServer, type TemporaryServer } from '../testing/temporary-server.ts';
import { waitFor } from '../testing/wait-for.ts';
import { runMigrations, type MigrationRequest, type MigrationRun } from './run.ts';
import { readSchema } from './schema.ts';

// Real servers and processes, on a machine that may be busy.
jest.setTimeout(60_000);

/** Not by the name createRequire: a dependency declares that one itself. */
const BANNER =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";
const FIRST = '-- class: expand\nCREATE TABLE users (id int PRIMARY KEY);\n';

let temporary: TemporaryServer;
beforeAll(async () => {
  temporary = await startTemporaryServer();
});
afterAll(async () => {
  await temporary.discard();
});

describe('runMigrations', () => {
  let databaseUrl: string;
  let folder: string;
  beforeEach(async () => {
    databaseUrl = await temporary.newDatabase();
    folder = await mkdtemp(join(tmpdir(), 'tidegate-migrations-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function write(files: Record<string, string>): Promise<void> {
    for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
  }

  async function run(more: Partial<MigrationRequest> = {}): Promise<MigrationRun> {
    return await runMigrations({ databaseUrl, folder, ...more });
  }

  async function rows(sql: string): Promise<unknown[]> {
    return await withConnection(databaseUrl, async (client) => (await client.query<object>(sql)).rows);
  }

  it('applies what is not applied yet, once, in order', async () => {
    await write({
      '0001_users.sql': FIRST,
      '0002_email.sql': '-- class: expand\nALTER TABLE users ADD email text;\n',
    });
    expect(await run()).toEqual({ applied: ['0001_users.sql', '0002_email.sql'], version: 2, floor: 0 });
    expect(await run()).toEqual({ applied: [], version: 2, floor: 0 });
    await write({ '0003_drop.sql': '-- class: irreversible\nALTER TABLE users DROP email;\n' });
    await write({ '0004_name.sql': '-- class: expand\nALTER TABLE users ADD name text;\n' });
    expect(await run()).toEqual({ applied: ['0003_drop.sql', '0004_name.sql'], version: 4, floor: 3 });
    expect(await readSchema(databaseUrl)).toEqual({ version: 4, floor: 3, contracts: ['0003_drop'] });
  });

  it('reads an untouched database as version 0', async () => {
    expect(await readSchema(databaseUrl)).toEqual({ version: 0, floor: 0, contracts: [] });
  });

  it('leaves alone what a newer release applied', async () => {
    await write({ '0001_users.sql': FIRST, '0002_drop.sql': '-- class: contract\nDROP TABLE users;\n' });
    await run();
    await rm(join(folder, '0002_drop.sql'));
    expect(await run()).toEqual({ applied: [], version: 2, floor: 2 });
  });

  it('runs the part before the Down marker only', async () => {
    await write({
      '0001_users.sql': `-- class: expand\n-- Up Migration\n${FIRST}\n-- Down Migration\nDROP TABLE users;\n`,
    });
    await run();
    expect(await rows('SELECT * FROM users')).toEqual([]);
  });

  it('begins each migration with a fresh session', async () => {
    await write({
      '0001_elsewhere.sql': '-- class: contract\nCREATE SCHEMA elsewhere; SET search_path = elsewhere;\n',
      '0002_users.sql': FIRST,
    });
    await run();
    expect(await rows('SELECT * FROM public.users')).toEqual([]);
  });

  it('lets one of several runs apply, the others find it done', async () => {
    await write({
      '0001_users.sql': `${FIRST}SELECT pg_sleep(0.3);\n`,
      '0002_row.sql': '-- class: backfill\nINSERT INTO users VALUES (1);\n',
    });
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 2]);
    expect(runs.every(({ version }) => version === 2)).toBe(true);
  });

  it('gives up after a while when another run doesn’t end', async () => {
    await write({ '0001_users.sql': `${FIRST}SELECT pg_sleep(600);\n` });
    const busy = startProgram('migrate.ts', { args: [databaseUrl, folder] });
    await waitFor('the other run at work', async () => {
      const found = await rows(
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()",
      );
      return found.length > 0 ? found : undefined;
    });
    await expect(run({ turnWithinMs: 50 })).rejects.toMatchObject({ code: 'migration-locked' });
    await killHard(busy);
  });

  it('continues where a run was killed, soon', async () => {
    await write({
      '0001_users.sql': FIRST,
      '0002_slow.sql': '-- class: backfill\nINSERT INTO users VALUES (1);\nSELECT pg_sleep(600);\n',
    });
    const killed = startProgram('migrate.ts', { args: [databaseUrl, folder] });
    await waitFor('the second migration at work', async () => {
      const found = await rows(
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()",
      );
      return found.length > 0 ? found : undefined;
    });
    await killHard(killed);
    await write({ '0002_slow.sql': '-- class: backfill\nINSERT INTO users VALUES (2);\n' });
    expect(await run({ turnWithinMs: 10_000 })).toEqual({ applied: ['0002_slow.sql'], version: 2, floor: 0 });
    expect(await rows('SELECT id FROM users')).toEqual([{ id: 2 }]);
  });

  it('gives up on a lock that is held, and succeeds once it is free', async () => {
    await write({ '0001_users.sql': FIRST });
    await run();
    await write({ '0002_email.sql': '-- class: expand\nALTER TABLE users ADD email text;\n' });
    const holder = await connect(databaseUrl);
    await holder.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    await expect(run({ lockTimeoutMs: 50, attempts: 2 })).rejects.toMatchObject({ code: 'migration-locked' });
    expect(await readSchema(databaseUrl)).toEqual({ version: 1, floor: 0, contracts: [] });
    await holder.end();
    expect(await run()).toMatchObject({ applied: ['0002_email.sql'] });
  });

  it('tries again by itself while a lock is held', async () => {
    await write({ '0001_users.sql': FIRST });
    await run();
    await write({ '0002_email.sql': '-- class: expand\nALTER TABLE users ADD email text;\n' });
    const holder = await connect(databaseUrl);
    await holder.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    let released: Promise<void> | undefined;
    const applied = await run({
      lockTimeoutMs: 50,
      log: (line) => {
        if (line.includes('attempt 2')) released ??= holder.end();
      },
    });
    await released;
    expect(applied).toMatchObject({ applied: ['0002_email.sql'] });
  });

  it('stops a statement that takes too long', async () => {
    await write({ '0001_users.sql': `${FIRST}SELECT pg_sleep(600);\n` });
    await expect(run({ statementTimeoutMs: 2000 })).rejects.toMatchObject({
      code: 'migration-failed',
      message: expect.stringContaining('57014'),
    });
  });

  it('leaves nothing of a migration that fails in the middle, and takes the mended one', async () => {
    const text =
      '-- class: expand\n-- Up Migration\nCREATE TABLE half (id int);\nINSERT INTO half VALUES (nope);\n';
    await write({ '0001_users.sql': FIRST, '0002_half.sql': text });
    await expect(run()).rejects.toMatchObject({
      code: 'migration-failed',
      message: expect.stringMatching(/^0002_half\.sql:4: column "nope" does not exist \(SQL state 42703\)/),
    });
    expect(await rows("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    expect(await readSchema(databaseUrl)).toEqual({ version: 1, floor: 0, contracts: [] });
    await write({ '0002_half.sql': '-- class: expand\nCREATE TABLE half (id int);\n' });
    expect(await run()).toMatchObject({ applied: ['0002_half.sql'], version: 2 });
  });

  it('refuses an applied migration that was changed, and applies nothing', async () => {
    await write({ '0001_users.sql': FIRST });
    await run();
    await write({
      '0001_users.sql': `${FIRST}-- harmless?\n`,
      '0002_more.sql': '-- class: expand\nCREATE TABLE more ();\n',
    });
    await expect(run()).rejects.toMatchObject({
      code: 'migration-changed',
      message: expect.stringContaining('0001_users.sql'),
    });
    expect(await readSchema(databaseUrl)).toEqual({ version: 1, floor: 0, contracts: [] });
  });

  it('has the checksum on record before it applies', async () => {
    await write({
      '0001_users.sql':
        '-- class: expand\nCREATE TABLE seen AS SELECT name, sha256 FROM tidegate_migrations;\n',
    });
    await run();
    expect(await rows('SELECT * FROM seen')).toHaveLength(1);
    expect(await rows('SELECT * FROM seen')).toEqual(
      await rows('SELECT name, sha256 FROM tidegate_migrations'),
    );
  });

  it('takes on what another tool applied, from then on with a checksum', async () => {
    await write({ '0001_users.sql': FIRST });
    await run();
    await rows('TRUNCATE tidegate_migrations');
    expect(await run()).toMatchObject({ applied: [] });
    await write({ '0001_users.sql': `${FIRST}\n` });
    await expect(run()).rejects.toMatchObject({ code: 'migration-changed' });
  });

  it('makes an index outside a transaction, again when it was left unfinished', async () => {
    const index = 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS twins_id ON twins (id);\n';
    await write({
      '0001_twins.sql': '-- class: backfill\nCREATE TABLE twins AS SELECT 1 AS id UNION ALL SELECT 1;\n',
      '0002_index.sql': `-- class: contract\n-- transaction: none\n${index}`,
    });
    await expect(run()).rejects.toMatchObject({ code: 'migration-failed' });
    await rows('DELETE FROM twins WHERE ctid = (SELECT min(ctid) FROM twins)');
    expect(await run()).toMatchObject({ applied: ['0002_index.sql'], floor: 2 });
    expect(await rows("SELECT indisvalid FROM pg_index WHERE indexrelid = 'twins_id'::regclass")).toEqual([
      { indisvalid: true },
    ]);
  });

  it('says what to grant when it may not make its tables', async () => {
    await rows('ALTER SCHEMA public OWNER TO CURRENT_USER; REVOKE CREATE ON SCHEMA public FROM CURRENT_USER');
    await write({ '0001_users.sql': FIRST });
    await expect(run()).rejects.toMatchObject({
      code: 'migration-failed',
      message: expect.stringContaining('42501'),
    });
  });
});

describe('the migration runner as one bundled file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidegate-bundle-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('migrates where there is no node_modules, without the SQL parser', async () => {
    const { metafile } = await build({
      stdin: {
        contents: `
          import { runMigrations } from './run.ts';
          const [databaseUrl, folder] = process.argv.slice(2);
          console.log(JSON.stringify(await runMigrations({ databaseUrl, folder })));`,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      banner: { js: BANNER },
      outfile: join(folder, 'migrate.mjs'),
      metafile: true,
      logLevel: 'silent',
    });
    expect(Object.keys(metafile.inputs).filter((path) => path.includes('libpg-query'))).toEqual([]);

    await writeFile(join(folder, 'package.json'), '{}');
    const migrations = await mkdtemp(join(folder, 'migrations-'));
    await writeFile(join(migrations, '0001_users.sql'), '-- class: expand\nCREATE TABLE users (id int);\n');
    const url = await temporary.newDatabase();
    const { stdout } = await execa(process.execPath, [join(folder, 'migrate.mjs'), url, migrations], {
      cwd: folder,
    });
    expect(JSON.parse(stdout)).toEqual({ applied: ['0001_users.sql'], version: 1, floor: 0 });
  });
});
