import type { Drop } from '../../artifact/manifest.ts';
import { UserError } from '../../errors.ts';
import { SCHEMA } from './names.ts';

const GIVE_UP = 'or give the save up with a line “-- save: none” in the migration';

export function withoutKey({ kind, table }: Drop): UserError {
  return unsavable({
    message: `Expected a primary key in ${table}, whose ${kind} the migration takes away: without one nothing that is saved would find its row again.`,
    remedy: `Add one in an expand migration before it, ${GIVE_UP}.`,
  });
}

export function changesKey(table: string, columns: readonly string[]): UserError {
  return unsavable({
    message: `The migration changes ${columns.join(', ')} of ${table}, by which what is saved would find its row again.`,
    remedy: `Give the table another primary key in a migration before it, ${GIVE_UP}.`,
  });
}

export function notATable(name: string): UserError {
  return unsavable({
    message: `Expected a table by the name of ${name}, to save what the migration takes away; it is something else.`,
    remedy: `Let the migration name the table that holds the rows, ${GIVE_UP}.`,
  });
}

export function shadowed(name: string): UserError {
  return unsavable({
    message: `The migration takes something of ${name} away, but without its schema that name means another table here.`,
    remedy: `Rename the one of the two that is not meant, ${GIVE_UP}.`,
  });
}

/** Saving again would overwrite what was saved then. */
export function savedBefore(migration: string): UserError {
  return unsavable({
    message: `What ${migration} took away in an earlier run is saved still, though the migration is not on record as applied.`,
    remedy: `Look at the tables of ${SCHEMA}; when none is needed any more, drop them and delete their rows from ${SCHEMA}.saves.`,
  });
}

function unsavable({ message, remedy }: { message: string; remedy: string }): UserError {
  return new UserError({ code: 'migration-unsavable', message: `${message} Nothing of it was run.`, remedy });
}
