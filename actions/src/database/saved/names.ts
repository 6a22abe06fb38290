import { createHash } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import type { Drop } from '../../artifact/manifest.ts';
import type { Column } from './table-shape.ts';

export const SCHEMA = 'tidegate_saved';
/** PostgreSQL cuts longer names silently, and two copies would share one. */
const NAME_BYTES = 63;

/** The name of a table in our schema, `0007_drop-old__public.users`; a long one ends in a hash of itself. */
export function copyName(migration: string, { kind, table }: Drop): string {
  const name = `${migration}__${table}${kind === 'table' ? '' : `.${kind}`}`;
  if (Buffer.byteLength(name) <= NAME_BYTES) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  const start = Buffer.from(name)
    .subarray(0, NAME_BYTES - hash.length - 1)
    .toString('utf8');
  // A character cut in two.
  return `${start.replaceAll('\uFFFD', '')}_${hash}`;
}

export function quotedCopy(name: string): string {
  return `${SCHEMA}.${escapeIdentifier(name)}`;
}

/** `public.users`, as a manifest names it, for SQL. */
export function quotedTable(table: string): string {
  return table.split('.').map(escapeIdentifier).join('.');
}

export function quotedList(columns: readonly Column[]): string {
  return columns.map(({ name }) => escapeIdentifier(name)).join(', ');
}

/** The condition under which a row of the table, `t`, is that of the copy, `s`. */
export function sameRow(key: readonly Column[]): string {
  return key.map((column) => `${stored('t', column)} = s.${escapeIdentifier(column.name)}`).join(' AND ');
}

/** A column of a row, as a copy keeps it. */
export function stored(row: string, { name, isBuiltIn }: Column): string {
  return `${row}.${escapeIdentifier(name)}${isBuiltIn ? '' : '::text'}`;
}

/** As the tables that record migrations have it. */
export function bareName(migration: string): string {
  return migration.replace(/\.sql$/, '');
}
