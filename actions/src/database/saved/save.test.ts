import { describe, expect, it, jest } from '@jest/globals';
import { connect } from '../connection.ts';
import { readSchema } from '../migrations/schema.ts';
import { eachDatabase } from '../testing/each-database.ts';
import { USERS } from '../testing/users-migration.ts';
import { waitFor } from '../testing/wait-for.ts';
import { restoreMigration } from './restore.ts';
import { savedMigrations } from './saved-migrations.ts';

// Real servers, on a machine that may be busy.
jest.setTimeout(60_000);

const database = eachDatabase();

describe('what is saved', () => {
  it('is listed, the newest first', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    expect(await savedMigrations(database().url)).toEqual([]);
    await database().migrate({
      '0002_mood.sql': '-- class: irreversible\nALTER TABLE users DROP mood, ALTER email DROP DEFAULT;\n',
      '0003_posts.sql': '-- class: irreversible\nUPDATE users SET team = 1; DROP TABLE posts;\n',
    });
    const saves = await savedMigrations(database().url);
    expect(saves).toMatchObject([
      {
        migration: '0003_posts',
        rows: 4,
        parts: ['values of public.users', 'table of public.posts'],
        unsaved: [],
      },
      {
        migration: '0002_mood',
        rows: 3,
        parts: ['columns of public.users'],
        unsaved: [expect.stringContaining('leave the column out')],
      },
    ]);
    expect(saves.every(({ bytes, savedAt }) => bytes > 0 && Date.now() - savedAt.getTime() < 60_000)).toBe(
      true,
    );
  });

  it('is readable to nobody else, whatever the database gives by default', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().rows(
      'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO PUBLIC',
    );
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nDROP TABLE posts;\n' });
    const open = await database().rows(`
      SELECT relname AS name FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'tidegate_saved'::regnamespace AND grantee = 0
      UNION ALL SELECT nspname FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'tidegate_saved' AND grantee = 0`);
    expect(open).toEqual([]);
  });

  it('keeps apart names that PostgreSQL would cut to the same', async () => {
    const long = 'a'.repeat(60);
    await database().migrate({
      '0001_long.sql': `-- class: expand\nCREATE TABLE ${long}1 (id int); CREATE TABLE ${long}2 (id int);\n`,
    });
    await database().migrate({
      '0002_drop.sql': `-- class: irreversible\nDROP TABLE ${long}1, ${long}2;\n`,
    });
    const { parts } = await restoreMigration({ databaseUrl: database().url, migration: '0002_drop' });
    expect(parts).toHaveLength(2);
  });

  it('is not saved over', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    const drop = { '0002_drop.sql': '-- class: irreversible\nALTER TABLE users DROP mood;\n' };
    await database().migrate(drop);
    await database().rows(
      "DELETE FROM pgmigrations WHERE name = '0002_drop'; ALTER TABLE users ADD mood int",
    );
    await expect(database().migrate(drop)).rejects.toMatchObject({
      code: 'migration-unsavable',
      message: expect.stringContaining('is saved still'),
    });
    expect(await database().rows('SELECT mood FROM users WHERE id = 1')).toEqual([{ mood: null }]);
  });
});

describe('runMigrations', () => {
  it.each([
    [
      'columns of a table without a primary key',
      'ALTER TABLE posts DROP users_number',
      /primary key in public\.posts/,
    ],
    ['rows of a table without a primary key', 'DELETE FROM posts', /primary key in public\.posts/],
    ['the primary key', 'ALTER TABLE teams DROP id CASCADE', /changes id of public\.teams/],
    ['values of the primary key', 'UPDATE teams SET id = id', /changes id of public\.teams/],
    ['values of a view', 'UPDATE of_teams SET id = id', /table by the name of public\.of_teams/],
  ])('refuses to take away %s, before anything happens', async (_, sql, message) => {
    await database().migrate({ '0001_users.sql': `${USERS}CREATE VIEW of_teams AS SELECT * FROM teams;\n` });
    await expect(
      database().migrate({ '0002_take.sql': `-- class: irreversible\n${sql};\n` }),
    ).rejects.toMatchObject({ code: 'migration-unsavable', message: expect.stringMatching(message) });
    expect(await readSchema(database().url)).toMatchObject({ version: 1 });
    expect(await database().rows("SELECT to_regnamespace('tidegate_saved') AS schema")).toEqual([
      { schema: null },
    ]);
    await database().migrate({ '0002_take.sql': `-- class: irreversible\n-- save: none\n${sql};\n` });
    expect(await readSchema(database().url)).toMatchObject({ version: 2 });
  });

  it('refuses what the role may not save', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().rows(`ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`);
    await expect(
      database().migrate({ '0002_drop.sql': '-- class: irreversible\nDROP TABLE users CASCADE;\n' }),
    ).rejects.toMatchObject({
      code: 'migration-unsavable',
      message: expect.stringContaining('row-level security'),
    });
    expect(await database().rows("SELECT to_regclass('users') IS NULL AS gone")).toEqual([{ gone: false }]);
  });

  it('refuses to save public.posts where posts is another table', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().rows('CREATE SCHEMA AUTHORIZATION CURRENT_USER; CREATE TABLE posts (id int)');
    await expect(
      database().migrate({ '0002_drop.sql': '-- class: irreversible\nDROP TABLE posts;\n' }),
    ).rejects.toMatchObject({
      code: 'migration-unsavable',
      message: expect.stringContaining('public.posts'),
    });
  });

  it('refuses to take data away outside a transaction', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await expect(
      database().migrate({
        '0002_drop.sql': '-- class: irreversible\n-- transaction: none\nDROP TABLE posts;\n',
      }),
    ).rejects.toMatchObject({ code: 'migration-unsavable' });
    expect(await readSchema(database().url)).toMatchObject({ version: 1 });
  });

  it('has nothing to save of what is not there before, or made by the migration', async () => {
    await database().migrate({
      '0001_none.sql':
        '-- class: irreversible\nDROP TABLE IF EXISTS gone; CREATE TABLE a (id int); DROP TABLE IF EXISTS gone; DROP TABLE a;\n',
    });
    expect(await savedMigrations(database().url)).toEqual([]);
  });

  it.each([
    ['a reader', 'SELECT 1 FROM users'],
    ['a writer', 'UPDATE users SET team = 2 WHERE id = 1'],
  ])('saves once, what is there then, however often %s holds the table', async (_, sql) => {
    await database().migrate({ '0001_users.sql': USERS });
    const holder = await connect(database().url);
    await holder.query(`BEGIN; ${sql}`);
    let waits = 0;
    await database().migrate(
      { '0002_drop.sql': '-- class: irreversible\nALTER TABLE users DROP mood;\n' },
      {
        lockTimeoutMs: 50,
        log: (line) => {
          if (line.includes('attempt')) waits += 1;
          if (line.includes('attempt 3')) void holder.query('COMMIT');
        },
      },
    );
    await holder.end();
    expect(waits).toBe(2);
    expect(await savedMigrations(database().url)).toMatchObject([{ rows: 3 }]);
  });

  it('lets others read, and holds their writes, once it has begun to save', async () => {
    await database().migrate({
      '0001_users.sql': USERS,
      '0002_posts.sql': '-- class: irreversible\nDROP TABLE posts;\n',
    });
    const holder = await connect(database().url);
    await holder.query('BEGIN; LOCK TABLE tidegate_saved.saves IN SHARE MODE');
    const run = database().migrate({
      '0003_drop.sql': '-- class: irreversible\nALTER TABLE users DROP mood;\n',
    });
    await waitFor('the copy made', async () => {
      const waiting = await database().rows(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return waiting.length > 0 ? waiting : undefined;
    });
    expect(await database().rows('SELECT count(*)::int AS count FROM users')).toEqual([{ count: 3 }]);
    await expect(database().rows("SET lock_timeout = 50; UPDATE users SET mood = 'bad'")).rejects.toThrow(
      'lock timeout',
    );
    await holder.end();
    await run;
  });

  it('lets the migration run with the search_path that it had', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().migrate({
      '0002_drop.sql': '-- class: irreversible\nDROP TABLE posts; CREATE TABLE later (id int);\n',
    });
    expect(await database().rows("SELECT to_regclass('public.later') IS NULL AS gone")).toEqual([
      { gone: false },
    ]);
  });
});
