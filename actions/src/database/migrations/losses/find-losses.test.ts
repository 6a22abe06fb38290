import { describe, expect, it } from '@jest/globals';
import type { Losses, MigrationClass } from '../../../artifact/manifest.ts';
import { findLosses } from './find-losses.ts';

describe('findLosses', () => {
  it.each([
    ['DROP TABLE a', ['table of public.a']],
    ['DROP TABLE IF EXISTS a, "Some Schema".b', ['table of public.a', 'table of Some Schema.b']],
    ['ALTER TABLE a DROP b, DROP COLUMN IF EXISTS c', ['columns of public.a: b, c']],
    ['ALTER TABLE a DROP b; ALTER TABLE a DROP c', ['columns of public.a: b, c']],
    ['ALTER TABLE s.a ALTER b TYPE int', ['values of s.a: b']],
    ['TRUNCATE a, s.b', ['rows of public.a', 'rows of s.b']],
    ['UPDATE a SET (b, c) = (1, 2), d[1] = 3', ['values of public.a: b, c, d']],
    ['INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET b = 1', ['values of public.a: b']],
    ['UPDATE a SET b = 1; ALTER TABLE a DROP b', ['columns of public.a: b']],
    ['DELETE FROM a; UPDATE a SET b = 1; DROP TABLE a', ['table of public.a']],
    ['CREATE TABLE a (id int); ALTER TABLE a DROP id; UPDATE a SET id = 1', []],
    ['CREATE TABLE a (id int); INSERT INTO a VALUES (1)', []],
    ['SELECT 1', []],
  ])('tells what is to be saved before: %s', async (sql, expected) => {
    expect(named(await lossesOf(sql))).toEqual(expected);
  });

  it.each([
    ['DROP TABLE a CASCADE', ['table of public.a'], /views that read it/],
    ['ALTER TABLE a DROP b CASCADE', ['columns of public.a: b'], /views that read the column/],
    ['ALTER TABLE a DROP b, ALTER c SET NOT NULL', ['columns of public.a: b'], /rows without a value/],
    ['DELETE FROM a', ['rows of public.a'], /ON DELETE CASCADE/],
    ['TRUNCATE a RESTART IDENTITY CASCADE', ['rows of public.a'], /tables that refer to it/],
    ['WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone', ['rows of public.a'], /CASCADE/],
    [
      'MERGE INTO a USING b ON a.id = b.id WHEN MATCHED AND b.x THEN DELETE WHEN MATCHED THEN UPDATE SET c = 1',
      ['rows of public.a', 'values of public.a: c'],
      /CASCADE/,
    ],
    ['DROP VIEW v', [], /^DROP VIEW v: /],
    ['DROP SCHEMA s CASCADE', [], /data too/],
    ['ALTER TYPE t DROP ATTRIBUTE a', [], /ALTER TYPE/],
    ["DO $$ BEGIN EXECUTE 'drop table a'; END $$", [], /removes data/],
    ['SELECT f()', [], /may do anything/],
    ['ALTER TABLE a RENAME TO b; DROP TABLE b', [], /name was changed before it/],
    ['ALTER TABLE a RENAME c TO d; ALTER TABLE a DROP d', [], /name was changed before it/],
    ['ALTER TABLE a SET SCHEMA s; DROP TABLE s.a', [], /name was changed before it/],
    ['SET search_path = s; DROP TABLE a', [], /search_path was changed/],
    ["SELECT set_config('search_path', 's', false); DROP TABLE a, s.b", ['table of s.b'], /search_path/],
    ['DROP TABLE "a.b"', [], /dot or a quote/],
  ])('says what no restore brings back: %s', async (sql, expected, unsaved) => {
    const losses = await lossesOf(sql);
    expect(named(losses)).toEqual(expected);
    expect(losses.unsaved.some((reason) => unsaved.test(reason))).toBe(true);
  });

  it('looks for none in what a release before can bear', async () => {
    expect(await lossesOf('DELETE FROM a WHERE b = 1', 'backfill')).toEqual({ drops: [], unsaved: [] });
  });

  it('looks at what goes up only', async () => {
    const sql = '-- Up Migration\nDROP TABLE a;\n-- Down Migration\nDROP TABLE b;';
    expect(named(await lossesOf(sql))).toEqual(['table of public.a']);
  });

  it('leaves unsaved what the file asks not to save, and says so', async () => {
    const losses = await lossesOf('-- save: none\nALTER TABLE a DROP b;');
    expect(losses).toEqual({
      drops: [],
      unsaved: ['columns of public.a (b): the file says “-- save: none”'],
    });
  });
});

async function lossesOf(sql: string, declared: MigrationClass = 'irreversible'): Promise<Losses> {
  const content = Buffer.from(`-- class: ${declared}\n${sql}\n`);
  const [found] = await findLosses([{ name: '0001_a.sql', class: declared, content }]);
  return { drops: found!.drops, unsaved: found!.unsaved };
}

function named({ drops }: Losses): readonly string[] {
  return drops.map((drop) =>
    'columns' in drop
      ? `${drop.kind} of ${drop.table}: ${drop.columns.join(', ')}`
      : `${drop.kind} of ${drop.table}`,
  );
}
