import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { MigrationFile } from '../../artifact/migrations.ts';
import { UserError } from '../../errors.ts';
import { nameInTable } from './apply.ts';

export async function makeChecksumTable(client: Client): Promise<void> {
  await client.query(`CREATE TABLE IF NOT EXISTS public.tidegate_migrations (
    name text PRIMARY KEY,
    class text NOT NULL,
    sha256 text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
  )`);
}

/** Replaces what an earlier try may have recorded: a migration that failed is mended before it is tried again. */
export async function recordChecksums(client: Client, pending: readonly MigrationFile[]): Promise<void> {
  for (const { name, class: declared, content } of pending) {
    await client.query(
      `INSERT INTO public.tidegate_migrations (name, class, sha256) VALUES ($1, $2, $3)
       ON CONFLICT (name) DO UPDATE SET class = excluded.class, sha256 = excluded.sha256, recorded_at = now()`,
      [nameInTable(name), declared, sha256Of(content)],
    );
  }
}

/**
 * Fails with `migration-changed`, naming all applied migrations whose file is no longer what was applied. One that
 * another tool applied has no checksum: the file's is recorded from now on.
 */
export async function assertUnchanged(client: Client, applied: readonly MigrationFile[]): Promise<void> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'SELECT name, sha256 FROM public.tidegate_migrations',
  );
  const recorded = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  function isUnknown({ name }: MigrationFile): boolean {
    return !recorded.has(nameInTable(name));
  }
  await recordChecksums(client, applied.filter(isUnknown));
  const changed = applied.filter(
    (migration) =>
      !isUnknown(migration) && recorded.get(nameInTable(migration.name)) !== sha256Of(migration.content),
  );
  if (changed.length === 0) return;
  throw new UserError({
    code: 'migration-changed',
    message: `Expected migrations as they were applied to this database; changed since: ${changed.map(({ name }) => name).join(', ')}.`,
    remedy: 'Restore the files as they were, and put what you want changed into a new migration.',
  });
}

function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
