import type { MigrationClass } from '../artifact/manifest.ts';
import type { Finding } from '../verdict/verdict.ts';
import { bears, type SchemaRange } from './schema-range.ts';

interface PendingMigration {
  readonly name: string;
  readonly class: MigrationClass;
}

/**
 * What forbids to run the pending migrations now, if anything: one that takes something away (contract, irreversible)
 * is promoted by itself, and only where the release that serves runs on without what it takes away: that release serves
 * while the migration runs, and is the one to go back to. To take a column away, with a release to go back to all along:
 *
 * 1. Promote a release that no longer reads the column. It names the migration to come, say `0007_drop-email.sql`, as
 *    tolerated, which puts its `schema.max` to 7.
 * 2. Promote the next release, which carries that file. The migration runs, `floor` becomes 7, and a revert to the
 *    release of step 1 stays possible; to those before it, it does not.
 *
 * A release that carries the file and serves without it having run (a restore took it back) bears it too. Where nothing
 * serves there is nobody to hurt.
 */
export function contractProblem({
  pending,
  live,
}: {
  pending: readonly PendingMigration[];
  /** The release that serves now. */
  live: { readonly id: string; readonly schema: SchemaRange } | undefined;
}): Finding | undefined {
  const contracts = pending.filter(takesAway);
  if (live === undefined || contracts.length === 0) return undefined;
  if (contracts.length < pending.length) return mixed(pending);
  const early = contracts.filter(({ name }) => !bears(live.schema, name));
  return early.length === 0 ? undefined : tooEarly(live.id, namesOf(early));
}

/** Such a migration raises the schema's floor. */
export function takesAway(migration: Pick<PendingMigration, 'class'>): boolean {
  return migration.class === 'contract' || migration.class === 'irreversible';
}

function mixed(pending: readonly PendingMigration[]): Finding {
  const contracts = namesOf(pending.filter(takesAway));
  const others = namesOf(pending.filter((migration) => !takesAway(migration)));
  return {
    code: 'contract-mixed',
    message: `Expected what takes something away (${contracts}) to be promoted by itself; it comes together with ${others}.`,
    remedy: `Promote a release that has ${others} but not ${contracts} first, or move one of them to a later release.`,
  };
}

function tooEarly(live: string, early: string): Finding {
  return {
    code: 'contract-too-early',
    message: `Expected ${live}, which serves now, to run on without what ${early} takes away; it does not say so.`,
    remedy: `Promote a release first that no longer reads it and tolerates ${early} (schema.tolerates); it is then the one to go back to.`,
  };
}

function namesOf(migrations: readonly PendingMigration[]): string {
  return migrations.map(({ name }) => name).join(', ');
}
