import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readMigrations } from './migrations.ts';
import { withFolder } from './testing/temporary-folder.ts';

const EXPAND = '-- class: expand\n';

describe('readMigrations', () => {
  it('gives the migrations in order, with the class that each declares', async () => {
    const found = await read({
      '0003_c.sql': '-- class: contract\r\nSELECT 3;',
      '0001_a.sql': `${EXPAND}SELECT 1;`,
      '0004_d.sql': '-- class: irreversible',
      '0002_b-2.sql': '-- class: backfill  \n',
      '.gitkeep': '',
    });
    expect(found.map((migration) => [migration.name, migration.class])).toEqual([
      ['0001_a.sql', 'expand'],
      ['0002_b-2.sql', 'backfill'],
      ['0003_c.sql', 'contract'],
      ['0004_d.sql', 'irreversible'],
    ]);
    expect(found[0]?.content.toString()).toBe(`${EXPAND}SELECT 1;`);
  });

  it('gives none where there is no folder for them', async () => {
    await withFolder(async (folder) => {
      expect(await readMigrations(join(folder, 'migrations'))).toEqual([]);
    });
  });

  it('names every migration that declares no known class in its first line', async () => {
    const reading = read({
      '0001_none.sql': 'SELECT 1;',
      '0002_unknown.sql': '-- class: harmless\n',
      '0003_second-line.sql': `\n${EXPAND}`,
      '0004_more.sql': '-- class: expand contract\n',
      '0005_empty.sql': '',
      '0006_right.sql': EXPAND,
    });
    await expect(reading).rejects.toMatchObject({
      code: 'migration-class-missing',
      message: expect.stringMatching(/0001.*0002.*0003.*0004.*0005_empty\.sql\.$/),
    });
  });

  it.each([
    [
      'a number that is there twice',
      { '0001_a.sql': EXPAND, '0001_b.sql': EXPAND },
      /Expected migration 0002, found 0001_b/,
    ],
    ['a gap', { '0001_a.sql': EXPAND, '0003_b.sql': EXPAND }, /Expected migration 0002, found 0003_b/],
    ['a start above 0001', { '0002_a.sql': EXPAND }, /Expected migration 0001, found 0002_a/],
    ['a name without a number', { 'begin.sql': EXPAND }, /found begin\.sql/],
    ['a name in capitals', { '0001_A.SQL': EXPAND }, /found 0001_A\.SQL/],
    ['a file that is no migration', { '0001_a.sql': EXPAND, 'notes.md': '' }, /found notes\.md/],
  ])('refuses %s', async (_name, files, message) => {
    await expect(read(files)).rejects.toMatchObject({
      name: 'UserError',
      code: 'build-failed',
      message: expect.stringMatching(message),
    });
  });
});

async function read(files: Readonly<Record<string, string>>): ReturnType<typeof readMigrations> {
  return withFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return readMigrations(folder);
  });
}
