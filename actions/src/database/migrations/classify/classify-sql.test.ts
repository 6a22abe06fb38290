import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classifySql } from './classify-sql.ts';

const EXPAND = [
  'CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL REFERENCES c (id))',
  'CREATE TABLE a (id int); CREATE UNIQUE INDEX ON a (id); ALTER TABLE a ALTER id SET NOT NULL',
  'CREATE TABLE IF NOT EXISTS a (id int)',
  'CREATE TABLE day PARTITION OF days FOR VALUES IN (1)',
  'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b)',
  'ALTER TABLE a ADD b text',
  "ALTER TABLE a ADD b text NOT NULL DEFAULT 'x' CHECK (b IN ('x', 'y'))",
  'ALTER TABLE a ADD b timestamptz NOT NULL DEFAULT now()',
  'ALTER TABLE a ADD b timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP',
  "ALTER TABLE a ADD b jsonb NOT NULL DEFAULT '{}'::jsonb, ADD c int DEFAULT -1",
  'ALTER TABLE a ADD b int REFERENCES c (id)',
  'ALTER TABLE a ADD b int GENERATED ALWAYS AS (c + 1) VIRTUAL',
  'ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0) NOT VALID',
  'ALTER TABLE a VALIDATE CONSTRAINT b',
  'ALTER TABLE a ALTER b DROP NOT NULL',
  'ALTER TABLE a ALTER b SET DEFAULT 1',
  'CREATE VIEW v AS SELECT 1',
  'CREATE MATERIALIZED VIEW v AS SELECT 1',
  "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM a'",
  'CREATE SEQUENCE s',
  "CREATE TYPE e AS ENUM ('x')",
  "ALTER TYPE e ADD VALUE 'y'",
  'CREATE EXTENSION IF NOT EXISTS pg_trgm',
  'GRANT SELECT ON a TO b',
  "COMMENT ON TABLE a IS 'x'",
  "SET statement_timeout = '1h'",
  'SELECT max(id) FROM a',
  '-- nothing but a comment',
  '',
];
const BACKFILL = [
  'UPDATE a SET b = 1 WHERE b IS NULL',
  'INSERT INTO a SELECT * FROM b',
  'DELETE FROM a WHERE b < 1',
  'CREATE TABLE a (id int); INSERT INTO a VALUES (1)',
  'WITH gone AS (DELETE FROM a WHERE b = 1 RETURNING *) INSERT INTO c SELECT * FROM gone',
  'MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET c = 1',
  "SELECT setval('s', (SELECT max(id) FROM a))",
  'REFRESH MATERIALIZED VIEW v',
];
const CONTRACT = [
  'CREATE INDEX i ON a (b)',
  'CREATE UNIQUE INDEX CONCURRENTLY i ON a (b)',
  'CREATE TABLE IF NOT EXISTS a (id int); CREATE UNIQUE INDEX ON a (id)',
  'CREATE TABLE b.a (id int); CREATE UNIQUE INDEX ON a (id)',
  'CREATE TABLE a (id int); ALTER TABLE b RENAME TO a; ALTER TABLE a ALTER id SET NOT NULL',
  'CREATE TABLE a (id int); SET search_path = x; ALTER TABLE a ALTER id SET NOT NULL',
  'CREATE TABLE a () INHERITS (b)',
  'DROP INDEX i',
  'DROP VIEW v',
  'DROP FUNCTION f',
  'DROP TRIGGER t ON a',
  'ALTER TABLE a RENAME COLUMN b TO c',
  'ALTER TABLE a RENAME TO b',
  'ALTER TABLE a SET SCHEMA b',
  'ALTER TABLE a ALTER b SET NOT NULL',
  'ALTER TABLE a ALTER b DROP DEFAULT',
  'ALTER TABLE a ALTER b TYPE bigint',
  'ALTER TABLE a ADD b int NOT NULL',
  'ALTER TABLE a ADD b int NOT NULL DEFAULT NULL',
  'ALTER TABLE a ADD b uuid DEFAULT gen_random_uuid()',
  'ALTER TABLE a ADD b bigserial',
  'ALTER TABLE a ADD b int UNIQUE',
  'ALTER TABLE a ADD b int GENERATED ALWAYS AS IDENTITY',
  'ALTER TABLE a ADD b int GENERATED ALWAYS AS (c + 1) STORED',
  'ALTER TABLE a ADD b int CHECK (b IS NOT NULL)',
  'ALTER TABLE a ADD b int CHECK (coalesce(b, 0) > 0)',
  'ALTER TABLE a ADD b int CHECK (b > c)',
  'ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0)',
  'ALTER TABLE a ADD UNIQUE (b)',
  'ALTER TABLE a ADD CONSTRAINT b NOT NULL c NOT VALID',
  'ALTER TABLE a DROP CONSTRAINT b',
  'ALTER TABLE a ENABLE ROW LEVEL SECURITY',
  'CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION f()',
  'CREATE POLICY p ON a',
  'CREATE OR REPLACE VIEW v AS SELECT 1',
  "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE t; END'",
  "ALTER TYPE e RENAME VALUE 'x' TO 'y'",
  'REVOKE SELECT ON a FROM b',
  'DO $$ BEGIN PERFORM 1; END $$',
  'SELECT f()',
  'CALL f()',
  'SET session_replication_role = replica',
  'ALTER SEQUENCE s RESTART',
  'LOCK TABLE a',
];
const IRREVERSIBLE = [
  'DROP TABLE a',
  'DROP TABLE IF EXISTS a CASCADE',
  'DROP TYPE e CASCADE',
  'ALTER TABLE a DROP b',
  'ALTER TABLE a ADD c int, DROP COLUMN b',
  'ALTER TABLE a ALTER b TYPE varchar(20)',
  'ALTER TABLE a ALTER b TYPE int',
  'ALTER TABLE a ALTER b TYPE text USING left(b, 3)',
  'TRUNCATE a',
  'DELETE FROM a',
  'DELETE FROM a WHERE true',
  'DELETE FROM a WHERE 1 = 1',
  'WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone',
  'EXPLAIN ANALYZE DELETE FROM a',
  'MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE',
  "DO $$ BEGIN EXECUTE 'drop table a'; END $$",
  'DROP OWNED BY b',
  'CREATE TABLE a (); ALTER TABLE a RENAME TO c; ALTER TABLE b RENAME TO a; ALTER TABLE a DROP d',
  'CREATE TABLE a (); SET search_path = x; ALTER TABLE a DROP d',
];
const TABLE = Object.entries({
  expand: EXPAND,
  backfill: BACKFILL,
  contract: CONTRACT,
  irreversible: IRREVERSIBLE,
});

describe('classifySql', () => {
  it.each(TABLE.flatMap(([expected, statements]) => statements.map((sql) => [expected, sql] as const)))(
    'takes for %s: %s',
    async (expected, sql) => {
      expect((await classifySql(sql)).class).toBe(expected);
    },
  );

  it('gives a file the strongest class of its statements, in whatever order and with whatever between', async () => {
    const order = TABLE.map(([name]) => name);
    const statement = fc.constantFrom(
      ...TABLE.flatMap(([name, all]) =>
        all.filter((sql) => !sql.includes(';')).map((sql) => ({ name, sql })),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 4 }), async (picked) => {
        const found = await classifySql(picked.map(({ sql }) => sql).join('\n;/* é */;'));
        const strongest = Math.max(...picked.map(({ name }) => order.indexOf(name)));
        // A table made in the file may make a later statement harmless, never the first.
        const first = order.indexOf(picked[0]?.name ?? '');
        const isCreated = picked.some(({ sql }) => sql.startsWith('CREATE TABLE'));
        expect(order.indexOf(found.class)).toBeGreaterThanOrEqual(isCreated ? first : strongest);
        expect(order.indexOf(found.class)).toBeLessThanOrEqual(strongest);
      }),
      { numRuns: 200 },
    );
  });

  it('says what each statement does, and on which line it begins', async () => {
    const { reasons } = await classifySql('-- é é é\nSELECT 1;\n\n/* one\ntwo */ DROP TABLE a;');
    expect(reasons).toMatchObject([
      { class: 'expand', line: 2, statement: 'SELECT 1' },
      { class: 'irreversible', line: 5, statement: 'DROP TABLE a' },
    ]);
  });

  it('refuses what PostgreSQL can’t read, with the line', async () => {
    await expect(classifySql('SELECT 1;\nSELEC 2;')).rejects.toMatchObject({
      code: 'migration-invalid',
      message: expect.stringMatching(/^line 2: /),
    });
  });
});
