import { escapeIdentifier, type Client } from 'pg';
import { quotedCopy, quotedTable, sameRow } from './names.ts';
import type { SaveRecord } from './records.ts';
import { findTable, namingEverything } from './tables.ts';
import { columnsOf } from './table-shape.ts';

/**
 * Once the migration has run, in its transaction: of the rows and values saved before, keeps only those that it took
 * away, so that a restore does not undo what the application changes later on rows that the migration left alone.
 */
export async function keepLosses(client: Client, saves: readonly SaveRecord[]): Promise<void> {
  const partial = saves.filter(({ kind }) => kind === 'rows' || kind === 'values');
  if (partial.length === 0) return;
  await namingEverything(client, async () => {
    for (const save of partial) await dropWhatIsLeft(client, save);
  });
}

async function dropWhatIsLeft(client: Client, save: SaveRecord): Promise<void> {
  const { key, columns } = save.shape;
  const compared = save.kind === 'values' ? columns : [];
  const table = await findTable(client, save.source);
  const names = table === undefined ? [] : (await columnsOf(client, table.oid)).map(({ name }) => name);
  // Gone by another way than the one foreseen: then all of it was lost.
  if ([...key, ...compared].some(({ name }) => !names.includes(name))) return;
  const same = [sameRow(key), ...compared.map(({ name }) => sameText(escapeIdentifier(name)))];
  await client.query(
    `DELETE FROM ${quotedCopy(save.copy)} s USING ${quotedTable(save.source)} t WHERE ${same.join(' AND ')}`,
  );
  await client.query(
    `UPDATE tidegate_saved.saves SET rows = (SELECT count(*) FROM ${quotedCopy(save.copy)})
     WHERE migration = $1 AND position = $2`,
    [save.migration, save.position],
  );
}

/** A column may have another type by now. */
function sameText(column: string): string {
  return `t.${column}::text IS NOT DISTINCT FROM s.${column}::text`;
}
