import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkMigrations } from './check.ts';

describe('checkMigrations', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidegate-check-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function check(files: Record<string, string>): Promise<readonly string[]> {
    for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
    return (await checkMigrations({ folder })).map(({ code, place }) => `${code} ${place ?? ''}`);
  }

  it('finds nothing in migrations that declare what they do, or more', async () => {
    const found = await check({
      '0001_a.sql': '-- class: expand\r\nCREATE TABLE a (id int);\r\n',
      '0002_b.sql': '-- class: irreversible\nALTER TABLE a ADD b int;\n',
      '0003_c.sql':
        '-- class: expand\n-- transaction: none\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b);\n',
      'README.md': 'no migration',
    });
    expect(found).toEqual([]);
  });

  it('finds everything that is wrong, each with its file and line', async () => {
    const found = await check({
      '0001_a.sql': 'CREATE TABLE a (id int);\n',
      '0002_b.sql': '-- class: expand\nALTER TABLE a ADD b int;\n\nUPDATE a SET b = 1;\nDROP TABLE c;\n',
      '0003_c.sql': '-- class: harmless\nSELECT 1;\n',
      '0004_d.sql': '-- class: expand\nSELEC 1;\n',
      '0005_e.sql': '-- class: expand\nCREATE INDEX CONCURRENTLY i ON a (b);\nCOMMIT;\n',
    });
    expect(found).toEqual([
      'migration-class-missing 0001_a.sql:1',
      'migration-class-weaker 0002_b.sql:4',
      'migration-class-weaker 0002_b.sql:5',
      'migration-class-missing 0003_c.sql:1',
      'migration-invalid 0004_d.sql',
      'migration-invalid 0005_e.sql:2',
      'migration-invalid 0005_e.sql:3',
      'migration-class-weaker 0005_e.sql:3',
    ]);
  });

  it('judges the Up part only, with the lines of the file', async () => {
    const found = await check({
      '0001_a.sql':
        '-- class: expand\n-- Up Migration\nCREATE TABLE a ();\nDROP VIEW v;\n-- Down Migration\nDROP TABLE a;\n',
      '0002_b.sql':
        '-- class: expand\n-- Down Migration\nDROP TABLE a;\n-- Up Migration\nCREATE TABLE a ();\n',
    });
    expect(found).toEqual(['migration-class-weaker 0001_a.sql:4']);
  });

  it('judges the Down part too when there is no Up marker, as it would be run', async () => {
    const found = await check({
      '0001_a.sql': '-- class: expand\nCREATE TABLE a ();\n-- Down Migration\nDROP TABLE a;\n',
    });
    expect(found).toEqual(['migration-class-weaker 0001_a.sql:4']);
  });

  it.each([
    ['more than one index', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b);\nSELECT 1;'],
    ['what a second run would refuse', 'CREATE INDEX CONCURRENTLY i ON a (b);'],
    ['anything else', 'ALTER TABLE a ADD b int;'],
  ])('refuses %s outside a transaction', async (_, sql) => {
    const found = await check({ '0001_a.sql': `-- class: irreversible\n-- transaction: none\n${sql}\n` });
    expect(found).toEqual(['migration-invalid 0001_a.sql:3']);
  });
});
