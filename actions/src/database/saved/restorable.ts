import type { Client } from 'pg';
import { UserError } from '../../errors.ts';
import { appliedNames, schemaOf } from '../migrations/schema.ts';
import { quotedCopy } from './names.ts';
import type { SaveRecord } from './records.ts';
import { columnsOf } from './table-shape.ts';
import { findTable } from './tables.ts';

/** Fails with `nothing-saved` or `restore-refused` where the saves can't be put back; nothing is changed by then. */
export async function assertRestorable(
  client: Client,
  { migration, saves }: { migration: string; saves: readonly SaveRecord[] },
): Promise<void> {
  const isApplied = (await appliedNames(client)).has(migration);
  if (saves.length === 0) throw nothingSaved(migration, isApplied);
  for (const { copy } of saves) {
    if (!(await isThere(client, quotedCopy(copy)))) throw nothingSaved(migration, isApplied);
  }
  if (!isApplied) {
    throw refused({
      message: `Expected ${migration} among the migrations that were applied; it is not there.`,
      remedy: 'What it took away should be there still: look at the database.',
    });
  }
  const { contracts } = await schemaOf(client);
  const newer = contracts.filter((name) => Number(name.slice(0, 4)) > Number(migration.slice(0, 4)));
  if (newer.length > 0) {
    throw refused({
      message: `After ${migration}, ${newer.join(', ')} took something away too.`,
      remedy: `Restore ${newer.at(-1) ?? ''} first.`,
    });
  }
  for (const save of saves) await assertFits(client, save);
}

async function isThere(client: Client, relation: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    relation,
  ]);
  return rows[0]?.found === true;
}

async function assertFits(client: Client, { kind, source, shape }: SaveRecord): Promise<void> {
  const table = await findTable(client, source);
  if (kind === 'table') {
    if (table === undefined) return;
    throw refused({ message: `There is a ${source} again.`, remedy: 'Rename it, and run this again.' });
  }
  if (table?.holdsRows !== true) {
    throw refused({
      message: `Expected the table ${source}, to put what is saved of it back; there is none.`,
      remedy: 'Make it again, or name it as it was, and run this again.',
    });
  }
  const names = (await columnsOf(client, table.oid)).map(({ name }) => name);
  const keyGone = shape.key.filter(({ name }) => !names.includes(name));
  if (keyGone.length > 0) {
    throw refused({
      message: `Expected ${list(keyGone)} in ${source}, by which what is saved finds its row; it is not there.`,
      remedy: 'Put it back, and run this again.',
    });
  }
  const again = shape.columns.filter(({ name }) => names.includes(name));
  if (kind === 'columns' && again.length > 0) {
    throw refused({
      message: `There is ${list(again)} in ${source} again.`,
      remedy: 'Rename it, and run this again.',
    });
  }
}

function list(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => name).join(', ');
}

function nothingSaved(migration: string, isApplied: boolean): UserError {
  return new UserError({
    code: 'nothing-saved',
    message: `Nothing that ${migration} took away is saved${isApplied ? '' : ', and it is not applied'}.`,
    remedy: isApplied
      ? 'Take it from a backup of the database.'
      : 'See that the name is that of an applied migration, and the database the right one.',
  });
}

function refused(facts: { message: string; remedy: string }): UserError {
  return new UserError({ code: 'restore-refused', ...facts });
}
