import type { Client } from 'pg';
import { escapeIdentifier } from 'pg';
import { isLockFailure } from '../migrations/session.ts';
import { messageOf } from '../../errors.ts';
import { addDefinitions, definitionOf, finishColumn, makeSequences } from './columns.ts';
import { quotedCopy, quotedList, quotedTable, sameRow } from './names.ts';
import type { SaveRecord } from './records.ts';
import type { Column } from './table-shape.ts';

export interface RestoredPart {
  readonly kind: SaveRecord['kind'];
  /** `public.users`. */
  readonly table: string;
  readonly columns: readonly string[];
  /** Put back, or given back their values. */
  readonly rows: number;
  /** Rows that were written since: a column that is there again has its default in them, or NULL. */
  readonly withoutValue: number;
}

export interface PutBack {
  readonly parts: readonly RestoredPart[];
  /** What the migration did that stays as it left it, a sentence each. */
  readonly notRestored: readonly string[];
}

/** Structure before rows, rows before values, and what binds them last. */
export async function putBack(client: Client, saves: readonly SaveRecord[]): Promise<PutBack> {
  for (const save of saves) await makeStructure(client, save);
  const parts: RestoredPart[] = [];
  for (const save of rowsFirst(saves)) parts.push(await fill(client, save));
  for (const save of saves) {
    for (const column of goneIn(save)) await finishColumn(client, { table: save.source, column });
  }
  const failed = await bind(client, [
    ...saves.flatMap(notNullAgain),
    ...saves.flatMap(({ shape }) => shape.statements),
    // One between two tables that were dropped was saved with both.
    ...new Set(saves.flatMap(({ shape }) => shape.references)),
  ]);
  return { parts, notRestored: [...saves.flatMap(({ unsaved }) => unsaved), ...failed] };
}

/** The last removed come first: rows that others refer to were removed after those. */
function rowsFirst(saves: readonly SaveRecord[]): readonly SaveRecord[] {
  function hasRows({ kind }: SaveRecord): boolean {
    return kind === 'table' || kind === 'rows';
  }
  return [...saves.filter(hasRows).toReversed(), ...saves.filter((save) => !hasRows(save))];
}

async function makeStructure(client: Client, save: SaveRecord): Promise<void> {
  const { kind, source, shape } = save;
  await makeSequences(client, goneIn(save));
  if (kind === 'table') {
    await client.query(`CREATE TABLE ${quotedTable(source)} (${shape.columns.map(definitionOf).join(', ')})`);
  }
  if (kind === 'columns') await client.query(addDefinitions(source, shape.columns));
  if (kind === 'values') {
    for (const column of shape.columns) await giveTypeBack(client, source, column);
  }
}

function goneIn({ kind, shape }: SaveRecord): readonly Column[] {
  return kind === 'table' || kind === 'columns' ? shape.columns : [];
}

/** What was written since is converted as text; what can't be, ends the restore. */
async function giveTypeBack(client: Client, source: string, column: Column): Promise<void> {
  const { rows } = await client.query<{ type: string }>(
    `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attname = $2`,
    [quotedTable(source), column.name],
  );
  if (rows[0]?.type === column.type) return;
  const name = escapeIdentifier(column.name);
  const expression = column.expression === null ? '' : `, ALTER ${name} SET DEFAULT ${column.expression}`;
  await client.query(
    `ALTER TABLE ${quotedTable(source)} ALTER ${name} DROP DEFAULT;
     ALTER TABLE ${quotedTable(source)} ALTER ${name} TYPE ${column.type} USING ${name}::text::${column.type}${expression}`,
  );
}

async function fill(client: Client, save: SaveRecord): Promise<RestoredPart> {
  const { kind, source, copy, shape } = save;
  const kept = shape.columns.filter(({ generated }) => generated === '');
  const part = {
    kind,
    table: source,
    columns: kind === 'columns' || kind === 'values' ? shape.columns.map(({ name }) => name) : [],
  };
  if (kind === 'table' || kind === 'rows') {
    const { rowCount } = await client.query(
      `INSERT INTO ${quotedTable(source)} (${quotedList(kept)}) OVERRIDING SYSTEM VALUE
       SELECT ${kept.map(restored).join(', ')} FROM ${quotedCopy(copy)} s`,
    );
    return { ...part, rows: rowCount ?? 0, withoutValue: 0 };
  }
  const values = kept.map((column) => `${escapeIdentifier(column.name)} = ${restored(column)}`);
  const { rowCount } = await client.query(
    `UPDATE ${quotedTable(source)} t SET ${values.join(', ')} FROM ${quotedCopy(copy)} s WHERE ${sameRow(shape.key)}`,
  );
  return {
    ...part,
    rows: rowCount ?? 0,
    withoutValue: kind === 'columns' ? await rowsWithout(client, save) : 0,
  };
}

function restored({ name, type, isBuiltIn }: Column): string {
  return `s.${escapeIdentifier(name)}${isBuiltIn ? '' : `::${type}`}`;
}

async function rowsWithout(client: Client, { source, copy, shape }: SaveRecord): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::float8 AS count FROM ${quotedTable(source)} t
     WHERE NOT EXISTS (SELECT FROM ${quotedCopy(copy)} s WHERE ${sameRow(shape.key)})`,
  );
  return rows[0]?.count ?? 0;
}

function notNullAgain(save: SaveRecord): readonly string[] {
  return goneIn(save)
    .filter(({ notNull, identity }) => notNull && identity === '')
    .map(
      ({ name }) => `ALTER TABLE ${quotedTable(save.source)} ALTER ${escapeIdentifier(name)} SET NOT NULL`,
    );
}

/** What can’t hold any more (NOT NULL over rows written since, a reference to rows that are gone) is left out and told. */
async function bind(client: Client, statements: readonly string[]): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const statement of statements) {
    await client.query('SAVEPOINT binding');
    try {
      await client.query(statement);
    } catch (error) {
      if (isLockFailure(error)) throw error;
      await client.query('ROLLBACK TO SAVEPOINT binding');
      failed.push(`${statement}: ${messageOf(error)}`);
    }
    await client.query('RELEASE SAVEPOINT binding');
  }
  return failed;
}
