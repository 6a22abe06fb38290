import { DatabaseError, escapeIdentifier, type Client } from 'pg';
import type { Drop, Losses } from '../../artifact/manifest.ts';
import { UserError } from '../../errors.ts';
import { isLockFailure } from '../migrations/session.ts';
import { copyName, quotedCopy, quotedTable, stored } from './names.ts';
import { makeRecordTable, recordSave, recordsOf, type SaveRecord } from './records.ts';
import { findTable, isShadowed, namingEverything, type Table } from './tables.ts';
import { columnsOf, leftBehind, primaryKeyOf, statementsOf, type Column, type Shape } from './table-shape.ts';
import { changesKey, notATable, savedBefore, shadowed, withoutKey } from './unsavable.ts';

/**
 * Copies what a migration is about to take away into the schema `tidegate_saved`, in the transaction at hand. Writes to
 * the tables wait from here on, reads go on. What is not there yet, the migration makes itself: nothing to save. Fails
 * with `migration-unsavable`, or with the driver's error where a lock was not free or the connection is gone.
 */
export async function saveLosses(
  client: Client,
  { migration, losses }: { migration: string; losses: Losses },
): Promise<readonly SaveRecord[]> {
  if (losses.drops.length === 0) return [];
  try {
    for (const { table } of losses.drops) {
      if (await isShadowed(client, table)) throw shadowed(table);
    }
    return await namingEverything(client, async () => {
      await makeRecordTable(client);
      if ((await recordsOf(client, migration)).length > 0) throw savedBefore(migration);
      const found = await lockedTables(client, losses.drops);
      const saves: SaveRecord[] = [];
      for (const { drop, table } of found) {
        const save = await saveOne(client, { migration, position: saves.length, drop, table });
        if (save === undefined) continue;
        const unsaved = [...save.unsaved, ...(saves.length === 0 ? losses.unsaved : [])];
        await recordSave(client, { ...save, unsaved });
        saves.push(save);
      }
      return saves;
    });
  } catch (cause) {
    if (!(cause instanceof DatabaseError) || isLockFailure(cause)) throw cause;
    throw new UserError({
      code: 'migration-unsavable',
      message: `What ${migration} takes away could not be saved: ${cause.message} (SQL state ${cause.code ?? 'unknown'}). Nothing of it was run.`,
      remedy:
        'Let the role of DATABASE_URL create schemas in the database and read all rows, and leave room for a copy; or give the save up with a line “-- save: none” in the migration.',
      cause,
    });
  }
}

/** All at once, before the first row is copied, so that what is copied is of one moment. */
async function lockedTables(
  client: Client,
  drops: readonly Drop[],
): Promise<readonly { drop: Drop; table: Table }[]> {
  const found: { drop: Drop; table: Table }[] = [];
  for (const drop of drops) {
    const table = await findTable(client, drop.table);
    if (table === undefined) continue;
    if (!table.holdsRows) throw notATable(drop.table);
    await client.query(`LOCK TABLE ${quotedTable(drop.table)} IN SHARE ROW EXCLUSIVE MODE`);
    found.push({ drop, table });
  }
  return found;
}

async function saveOne(
  client: Client,
  { migration, position, drop, table }: { migration: string; position: number; drop: Drop; table: Table },
): Promise<SaveRecord | undefined> {
  const all = await columnsOf(client, table.oid);
  const columns = 'columns' in drop ? all.filter(({ name }) => drop.columns.includes(name)) : all;
  if ('columns' in drop && columns.length === 0) return undefined;
  const key = await keyOf(client, { drop, table, all });
  const copy = copyName(migration, drop);
  const copied = 'columns' in drop ? [...key, ...columns] : all;
  return {
    migration,
    position,
    kind: drop.kind,
    source: drop.table,
    copy,
    shape: {
      columns: [...columns],
      key: [...key],
      ...(await statementsLost(client, drop, table)),
    },
    unsaved: drop.kind === 'table' ? [...(await leftBehind(client, table.oid))] : [],
    rows: await copyRows(client, { copy, from: drop.table, columns: copied }),
  };
}

/** A whole table comes back as it is; anything else finds its rows by their key. */
async function keyOf(
  client: Client,
  { drop, table, all }: { drop: Drop; table: Table; all: readonly Column[] },
): Promise<readonly Column[]> {
  if (drop.kind === 'table') return [];
  const names = await primaryKeyOf(client, table.oid);
  if (names.length === 0) throw withoutKey(drop);
  const changed = 'columns' in drop ? names.filter((name) => drop.columns.includes(name)) : [];
  if (changed.length > 0) throw changesKey(drop.table, changed);
  return names.flatMap((name) => all.filter((column) => column.name === name));
}

async function statementsLost(
  client: Client,
  drop: Drop,
  table: Table,
): Promise<Pick<Shape, 'statements' | 'references'>> {
  if (drop.kind === 'table') return await statementsOf(client, { table: table.oid, columns: null });
  if (drop.kind === 'columns') return await statementsOf(client, { table: table.oid, columns: drop.columns });
  return { statements: [], references: [] };
}

async function copyRows(
  client: Client,
  { copy, from, columns }: { copy: string; from: string; columns: readonly Column[] },
): Promise<number> {
  const values = columns
    .filter(({ generated }) => generated === '')
    .map((column) => `${stored('t', column)} AS ${escapeIdentifier(column.name)}`);
  const { rowCount } = await client.query(
    `CREATE TABLE ${quotedCopy(copy)} AS SELECT ${values.join(', ')} FROM ${quotedTable(from)} t`,
  );
  await client.query(`REVOKE ALL ON ${quotedCopy(copy)} FROM PUBLIC`);
  return rowCount ?? 0;
}
