import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { connect } from '../connection.ts';
import { readSchema } from '../migrations/schema.ts';
import { takeTurn } from '../migrations/turn.ts';
import { eachDatabase } from '../testing/each-database.ts';
import { USERS } from '../testing/users-migration.ts';
import { restoreMigration, type Restored } from './restore.ts';
import { savedMigrations } from './saved-migrations.ts';

// Real servers, on a machine that may be busy.
jest.setTimeout(60_000);

const database = eachDatabase();

async function restore(migration: string): Promise<Restored> {
  return await restoreMigration({ databaseUrl: database().url, migration });
}

describe('restoreMigration', () => {
  beforeEach(async () => {
    await database().migrate({ '0001_users.sql': USERS });
  });

  it('takes the migration off the record, so that it can be run again', async () => {
    const drop = '-- class: irreversible\nALTER TABLE users DROP mood;\n';
    await database().migrate({
      '0002_drop.sql': drop,
      '0003_more.sql': '-- class: expand\nCREATE TABLE more ();\n',
    });
    expect(await readSchema(database().url)).toEqual({ version: 3, floor: 2, contracts: ['0002_drop'] });
    await restore('0002_drop');
    expect(await readSchema(database().url)).toEqual({ version: 3, floor: 0, contracts: [] });
    expect(await database().rows('SELECT name FROM tidegate_migrations ORDER BY 1')).toEqual([
      { name: '0001_users' },
      { name: '0003_more' },
    ]);
    expect(await savedMigrations(database().url)).toEqual([]);
    expect(await database().migrate({ '0002_drop.sql': `${drop}-- mended\n` })).toEqual({
      applied: ['0002_drop.sql'],
      version: 3,
      floor: 2,
    });
    await restore('0002_drop');
    expect(await database().rows('SELECT mood FROM users WHERE id = 1')).toEqual([{ mood: 'bad' }]);
  });

  it('restores the newer of two first', async () => {
    await database().migrate({
      '0002_drop.sql': '-- class: irreversible\nALTER TABLE users DROP mood;\n',
      '0003_drop.sql': '-- class: irreversible\nDROP TABLE posts;\n',
    });
    await expect(restore('0002_drop')).rejects.toMatchObject({
      code: 'restore-refused',
      remedy: expect.stringContaining('0003_drop'),
    });
    await restore('0003_drop');
    await restore('0002_drop');
    expect(await readSchema(database().url)).toMatchObject({ version: 1, floor: 0 });
  });

  it.each([
    ['was never applied', '0009_never', /not applied/],
    ['took nothing away', '0001_users', /^Nothing that 0001_users took away is saved\.$/],
  ])('refuses a migration that %s', async (_, migration, message) => {
    await expect(restore(migration)).rejects.toMatchObject({
      code: 'nothing-saved',
      message: expect.stringMatching(message),
    });
  });

  it('refuses when the copy was removed', async () => {
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nDROP TABLE posts;\n' });
    await database().rows('DROP TABLE tidegate_saved."0002_drop__public.posts"');
    await expect(restore('0002_drop')).rejects.toMatchObject({ code: 'nothing-saved' });
  });

  it('tries again by itself while a lock is held', async () => {
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nALTER TABLE users DROP mood;\n' });
    const holder = await connect(database().url);
    await holder.query('BEGIN; LOCK TABLE users');
    let waits = 0;
    const { parts } = await restoreMigration({
      databaseUrl: database().url,
      migration: '0002_drop',
      lockTimeoutMs: 20,
      log: (line) => {
        if (line.includes('attempt')) waits += 1;
        if (line.includes('attempt 3')) void holder.query('COMMIT');
      },
    });
    await holder.end();
    expect(waits).toBe(2);
    expect(parts).toMatchObject([{ rows: 3 }]);
  });

  it('waits for its turn, behind runs of migrations and other restores', async () => {
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nDROP TABLE posts;\n' });
    const other = await connect(database().url);
    await takeTurn(other, { waitMs: 0, log: () => undefined });
    const request = { databaseUrl: database().url, migration: '0002_drop' };
    await expect(restoreMigration({ ...request, turnWithinMs: 50 })).rejects.toMatchObject({
      code: 'migration-locked',
    });
    await other.end();
    const both = await Promise.allSettled([restoreMigration(request), restoreMigration(request)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('gives up on a lock that stays held, and changes nothing', async () => {
    await database().migrate({ '0002_drop.sql': '-- class: irreversible\nALTER TABLE users DROP mood;\n' });
    const holder = await connect(database().url);
    await holder.query('BEGIN; LOCK TABLE users');
    await expect(
      restoreMigration({
        databaseUrl: database().url,
        migration: '0002_drop',
        lockTimeoutMs: 20,
        attempts: 2,
      }),
    ).rejects.toMatchObject({ code: 'migration-locked' });
    await holder.end();
    expect(await savedMigrations(database().url)).toHaveLength(1);
    expect(await readSchema(database().url)).toMatchObject({ floor: 2 });
  });
});
