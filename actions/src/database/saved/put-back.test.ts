import { describe, expect, it, jest } from '@jest/globals';
import { withConnection } from '../connection.ts';
import { eachDatabase } from '../testing/each-database.ts';
import { USERS } from '../testing/users-migration.ts';
import { restoreMigration, type Restored } from './restore.ts';
import { savedMigrations } from './saved-migrations.ts';
import { columnsOf, statementsOf } from './table-shape.ts';
import { findTable, namingEverything } from './tables.ts';

// Real servers, on a machine that may be busy.
jest.setTimeout(60_000);

const DROP_EMAIL = '-- class: irreversible\nALTER TABLE users DROP email, DROP mood, DROP twice;\n';

const database = eachDatabase();

async function restore(migration: string): Promise<Restored> {
  return await restoreMigration({ databaseUrl: database().url, migration });
}

/** All that there is to a table, as one can compare it. */
async function whole(table: string): Promise<unknown> {
  const shape = await withConnection(database().url, async (client) => {
    await client.query('BEGIN');
    return await namingEverything(client, async () => {
      const { oid } = (await findTable(client, table))!;
      const columns = await columnsOf(client, oid);
      return { columns, ...(await statementsOf(client, { table: oid, columns: null })) };
    });
  });
  return { ...shape, rows: await database().rows(`SELECT * FROM ${table} ORDER BY 1`) };
}

async function wholes(tables: readonly string[]): Promise<readonly unknown[]> {
  return await Promise.all(tables.map(whole));
}

describe('a table that is dropped', () => {
  it('comes back with its rows and all that belongs to it', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    const before = await whole('public.users');
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nDROP TABLE users CASCADE;\n' });
    const restored = await restore('0002_drop');
    expect(restored).toMatchObject({
      migration: '0002_drop',
      parts: [{ kind: 'table', table: 'public.users', rows: 3, withoutValue: 0 }],
      notRestored: [expect.stringContaining('views that read it')],
    });
    expect(await whole('public.users')).toEqual(before);
    await database().rows("INSERT INTO users (email) VALUES ('d')");
    expect(await database().rows("SELECT id, number, twice FROM users WHERE email = 'd'")).toEqual([
      { id: '4', number: 4, twice: 8 },
    ]);
  });

  it('comes back together with those that it refers to and that refer to it', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    const tables = ['public.users', 'public.teams', 'public.posts'];
    const before = await wholes(tables);
    await database().migrate({
      '0002_drop.sql': '-- class: irreversible\nDROP TABLE posts; DROP TABLE users, teams;\n',
    });
    expect(await restore('0002_drop')).toMatchObject({ notRestored: [] });
    expect(await wholes(tables)).toEqual(before);
  });

  it('takes its type along, and comes back once that is there again', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().migrate({
      '0002_drop.sql': '-- class: irreversible\nDROP TABLE users CASCADE; DROP TYPE mood;\n',
    });
    await expect(restore('0002_drop')).rejects.toMatchObject({
      code: 'restore-refused',
      message: expect.stringContaining('public.mood'),
    });
    await database().rows("CREATE TYPE mood AS ENUM ('good', 'bad')");
    await restore('0002_drop');
    expect(await database().rows('SELECT mood FROM users ORDER BY id')).toEqual([
      { mood: 'bad' },
      { mood: null },
      { mood: 'good' },
    ]);
  });

  it('does not come back over another of its name', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nDROP TABLE posts;\n' });
    await database().rows('CREATE TABLE posts (other int)');
    await expect(restore('0002_drop')).rejects.toMatchObject({ code: 'restore-refused' });
    expect(await database().rows('SELECT * FROM posts')).toEqual([]);
    expect(await savedMigrations(database().url)).toHaveLength(1);
  });

  it('leaves out, and tells, a reference whose rows are gone', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nDROP TABLE posts;\n' });
    await database().rows('DELETE FROM users WHERE id = 1');
    const { notRestored } = await restore('0002_drop');
    expect(notRestored).toEqual([expect.stringMatching(/posts_author_fkey.*violates foreign key/)]);
    expect(await database().rows('SELECT author FROM posts ORDER BY 1')).toEqual([
      { author: '1' },
      { author: '2' },
    ]);
  });
});

describe('columns that are dropped', () => {
  it('come back with their values; rows written since keep the default', async () => {
    await database().migrate({ '0001_users.sql': USERS.replace('UNIQUE (email)', 'UNIQUE (email, team)') });
    await database().migrate({ '0002_drop.sql': DROP_EMAIL });
    await database().rows(
      'INSERT INTO users (team) VALUES (1); DELETE FROM posts; DELETE FROM users WHERE id = 2',
    );
    const restored = await restore('0002_drop.sql');
    expect(restored).toEqual({
      migration: '0002_drop',
      parts: [
        {
          kind: 'columns',
          table: 'public.users',
          columns: ['email', 'mood', 'twice'],
          rows: 2,
          withoutValue: 1,
        },
      ],
      notRestored: [],
    });
    expect(await database().rows('SELECT id, email, mood, twice FROM users ORDER BY id')).toEqual([
      { id: '1', email: 'a', mood: 'bad', twice: 2 },
      { id: '3', email: 'c', mood: 'good', twice: 6 },
      { id: '4', email: 'none', mood: 'good', twice: 8 },
    ]);
    const { statements, columns } = (await whole('public.users')) as {
      statements: string[];
      columns: { name: string; notNull: boolean }[];
    };
    expect(statements.filter((statement) => statement.includes('email'))).toHaveLength(2);
    expect(columns.find(({ name }) => name === 'email')?.notNull).toBe(true);
  });

  it('stay open to NULL when a row written since has no value, and says so', async () => {
    await database().migrate({ '0001_users.sql': USERS.replace(" DEFAULT 'none'", '') });
    await database().migrate({ '0002_drop.sql': DROP_EMAIL });
    await database().rows('INSERT INTO users (team) VALUES (1)');
    const { notRestored, parts } = await restore('0002_drop');
    expect(notRestored).toEqual([expect.stringMatching(/email.* SET NOT NULL: .*null values/)]);
    expect(parts[0]?.withoutValue).toBe(1);
  });

  it('come back with their numbering', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().migrate({
      '0002_drop.sql': '-- class: irreversible\nALTER TABLE users DROP twice, DROP number;\n',
    });
    await database().rows("INSERT INTO users (email) VALUES ('d')");
    await restore('0002_drop');
    await database().rows("INSERT INTO users (email) VALUES ('e')");
    const numbers = (await database().rows('SELECT number FROM users ORDER BY id')).map(
      ({ number }) => number,
    );
    expect(numbers.slice(0, 3)).toEqual([1, 2, 3]);
    expect(new Set(numbers).size).toBe(5);
  });

  it('do not come back over others of their name', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nALTER TABLE users DROP mood;\n' });
    await database().rows('ALTER TABLE users ADD mood int');
    await expect(restore('0002_drop')).rejects.toMatchObject({
      code: 'restore-refused',
      message: 'There is mood in public.users again.',
    });
  });

  it.each([
    ['a table that is gone', 'DROP TABLE users CASCADE', /Expected the table public\.users/],
    ['one whose key is gone', 'ALTER TABLE users RENAME id TO number2', /Expected id in public\.users/],
  ])('do not come back to %s', async (_, sql, message) => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nALTER TABLE users DROP mood;\n' });
    await database().rows(sql);
    await expect(restore('0002_drop')).rejects.toMatchObject({
      code: 'restore-refused',
      message: expect.stringMatching(message),
    });
  });
});

describe('rows and values that are changed', () => {
  it('come back where the migration changed them, and leave alone what it left alone', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().migrate({
      '0002_change.sql':
        '-- class: irreversible\nUPDATE users SET team = 1, "Odd ""name" = 0 WHERE team = 2;\n',
    });
    await database().rows("UPDATE users SET team = 2 WHERE email = 'a'");
    const { parts } = await restore('0002_change');
    expect(parts).toEqual([
      {
        kind: 'values',
        table: 'public.users',
        columns: ['team', 'Odd "name'],
        rows: 1,
        withoutValue: 0,
      },
    ]);
    expect(await database().rows('SELECT email, team, "Odd ""name" AS odd FROM users ORDER BY id')).toEqual([
      { email: 'a', team: 2, odd: '1.50' },
      { email: 'b', team: 2, odd: '1.50' },
      { email: 'c', team: null, odd: '1.50' },
    ]);
  });

  it('come back in the type they had', async () => {
    await database().migrate({
      '0001_a.sql':
        "-- class: expand\nCREATE TABLE a (id int PRIMARY KEY, b text DEFAULT 'x');\nINSERT INTO a VALUES (1, '1'), (2, ' 2')",
    });
    await database().migrate({
      '0002_type.sql':
        '-- class: irreversible\nALTER TABLE a ALTER b DROP DEFAULT, ALTER b TYPE int USING b::int;\n',
    });
    expect((await savedMigrations(database().url))[0]).toMatchObject({ rows: 1 });
    await database().rows('INSERT INTO a VALUES (3, 3)');
    await restore('0002_type');
    await database().rows('INSERT INTO a VALUES (4)');
    expect(await database().rows('SELECT b FROM a ORDER BY id')).toEqual([
      { b: '1' },
      { b: ' 2' },
      { b: '3' },
      { b: 'x' },
    ]);
  });

  it('come back in an order that references allow, without those that the application removed since', async () => {
    await database().migrate({
      '0001_a.sql':
        '-- class: expand\nCREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);\n' +
        'INSERT INTO a VALUES (1), (2), (3); INSERT INTO b VALUES (1, 1), (2, 2);',
    });
    await database().migrate({
      '0002_delete.sql': '-- class: irreversible\nDELETE FROM b; DELETE FROM a WHERE id < 3;\n',
    });
    await database().rows('DELETE FROM a WHERE id = 3');
    const { parts } = await restore('0002_delete');
    expect(parts.map(({ table, rows }) => [table, rows])).toEqual([
      ['public.a', 2],
      ['public.b', 2],
    ]);
    expect(await database().rows('SELECT id FROM a ORDER BY 1')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('do not come back over a row of the same key', async () => {
    await database().migrate({ '0001_users.sql': USERS });
    await database().migrate({ '0002_empty.sql': '-- class: irreversible\nTRUNCATE users CASCADE;\n' });
    await database().rows("INSERT INTO users (id, email) OVERRIDING SYSTEM VALUE VALUES (1, 'new')");
    await expect(restore('0002_empty')).rejects.toMatchObject({ code: 'restore-refused' });
    expect(await database().rows('SELECT email FROM users')).toEqual([{ email: 'new' }]);
  });
});
