import type { LiveSchema, Schema } from './migrations/schema.ts';

/** `schema` of a manifest. */
export interface SchemaRange {
  /** The lowest schema version that the release runs on. */
  readonly min: number;
  /** The number of the last migration that it was built with or tolerates. */
  readonly max: number;
  /** Migrations to come, by file name, that it bears already; they end at `max`. */
  readonly tolerates?: readonly string[] | undefined;
}

export type Compatibility = { readonly ok: true } | { readonly ok: false; readonly why: string };

/**
 * Whether a release runs on a database as it is now. `why` goes on a sentence that names the release: “needs schema 5,
 * the database has 4”, “migration 0007_drop-email took away what it reads”. Without the names of `contracts`, as records
 * keep a schema, only numbers are compared.
 */
export function canRunOn(range: SchemaRange, schema: Schema & Partial<LiveSchema>): Compatibility {
  if (schema.version < range.min) {
    return { ok: false, why: `needs schema ${range.min}, the database has ${schema.version}` };
  }
  const tooMuch = (schema.contracts ?? []).find((name) => !bears(range, name));
  if (tooMuch !== undefined) return { ok: false, why: `migration ${tooMuch} took away what it reads` };
  if (schema.floor <= range.max) return { ok: true };
  return { ok: false, why: `migration ${String(schema.floor).padStart(4, '0')} took away what it reads` };
}

/**
 * Whether a release runs on without what the migration takes away: it was built with it, or says that it tolerates it.
 * A tolerated number under another name is another migration.
 */
export function bears({ max, tolerates = [] }: SchemaRange, migration: string): boolean {
  const number = Number(migration.slice(0, 4));
  if (number > max) return false;
  return number <= max - tolerates.length || tolerates.some((name) => bare(name) === bare(migration));
}

function bare(migration: string): string {
  return migration.replace(/\.sql$/, '');
}
