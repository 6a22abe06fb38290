import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, UserError } from '../errors.ts';
import { buildFailed } from './build-failed.ts';
import { MIGRATION_CLASSES, MIGRATION_NAME, type MigrationClass } from './manifest.ts';

export interface MigrationFile {
  readonly name: string;
  readonly class: MigrationClass;
  readonly content: Buffer;
}

/**
 * The folder's migrations in order, each with the class that its first line declares (`-- class: expand`). `UserError`
 * build-failed for names that are not `0001_what-it-does.sql`, numbers that are there twice or left out;
 * migration-class-missing for all that declare no known class.
 */
export async function readMigrations(folder: string): Promise<readonly MigrationFile[]> {
  const names = await listMigrations(folder);
  assertNumbered(names);
  const files = await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(folder, name));
      return { name, class: declaredClass(content.toString('utf8')), content };
    }),
  );
  const undeclared = files.filter((file) => file.class === undefined);
  if (undeclared.length > 0) throw classMissing(undeclared.map(({ name }) => name));
  return files.flatMap((file) => (file.class === undefined ? [] : [{ ...file, class: file.class }]));
}

async function listMigrations(folder: string): Promise<readonly string[]> {
  const all = await readdir(folder).catch((error: unknown): string[] => {
    // An artifact without migrations has no folder for them.
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  });
  const names = all.filter((name) => !name.startsWith('.')).sort();
  const strange = names.filter((name) => !MIGRATION_NAME.test(name));
  if (strange.length === 0) return names;
  throw buildFailed({
    message: `Expected only migrations named like 0001_add-users.sql in ${folder}, found ${strange.join(', ')}.`,
    remedy: 'Rename them, or move them elsewhere.',
  });
}

function assertNumbered(names: readonly string[]): void {
  const wrong = names.findIndex((name, index) => Number(name.slice(0, 4)) !== index + 1);
  if (wrong === -1) return;
  throw buildFailed({
    message: `Expected migration ${String(wrong + 1).padStart(4, '0')}, found ${names[wrong] ?? ''}.`,
    remedy: 'Number the migrations 0001, 0002 … : none twice, none left out.',
  });
}

/** Of a migration's text; `undefined` when its first line declares none that is known. */
export function declaredClass(content: string): MigrationClass | undefined {
  const [firstLine = ''] = content.split(/\r?\n/, 1);
  const declared = /^-- class: ([a-z]+)\s*$/.exec(firstLine)?.[1];
  return MIGRATION_CLASSES.find((known) => known === declared);
}

function classMissing(names: readonly string[]): UserError {
  return new UserError({
    code: 'migration-class-missing',
    message: `Expected the first line of each migration to declare its class; these do not: ${names.join(', ')}.`,
    remedy: `Begin each with “-- class: ”, followed by one of ${MIGRATION_CLASSES.join(', ')}.`,
  });
}
