import { posix } from 'node:path';
import { z } from 'zod';
import { messageOf, UserError } from '../errors.ts';
import type { FileTree } from './file-tree.ts';
import { lineFinder } from './line-of.ts';
import { workspaceKey, type Lock } from './lock.ts';
import { readManifests, type Manifest } from './manifests.ts';

export interface LockFile extends Lock {
  /** From the working directory. */
  readonly path: string;
  /** The line of a package’s entry. */
  lineOf(key: string): number;
}

type Reader = (text: string, manifests: readonly Manifest[]) => Lock;

/** Each kind by its file’s name, in the order in which they are looked for; a parser is loaded where it is needed. */
const READERS: Readonly<Record<string, (text: string) => Promise<Reader>>> = {
  'npm-shrinkwrap.json': readNpm,
  'package-lock.json': readNpm,
  'pnpm-lock.yaml': async () => (await import('./pnpm-lock.ts')).readPnpmLock,
  'yarn.lock': readYarn,
  'bun.lock': async () => (await import('./bun-lock.ts')).readBunLock,
};

export const LOCK_FILE_NAMES: readonly string[] = Object.keys(READERS);

async function readNpm(): Promise<Reader> {
  return (await import('./npm-lock.ts')).readNpmLock;
}

async function readYarn(text: string): Promise<Reader> {
  if (/^__metadata:/m.test(text)) return (await import('./yarn-berry-lock.ts')).readBerryLock;
  return (await import('./yarn-classic-lock.ts')).readClassicLock;
}

/**
 * Reads a lock file, whole and consistent, or throws: UserError `lockfile-missing`, `lockfile-unreadable` or
 * `lockfile-incomplete`. `tree` is the folder that the lock file lies in.
 */
export async function readLockFile(tree: FileTree, path: string): Promise<LockFile> {
  const name = posix.basename(path);
  const text = await tree.read(name);
  if (text === undefined || text.trim() === '') throw missing(path, text);
  const lock = await parse({ tree, name, path, text });
  if (lock.missing.length > 0) throw incomplete(path, lock.missing);
  return { ...lock, path, lineOf: lineFinder(text) };
}

async function parse(facts: { tree: FileTree; name: string; path: string; text: string }): Promise<Lock> {
  const { tree, name, path, text } = facts;
  const reader = READERS[name];
  if (reader === undefined) throw unreadable(path, `it is none of ${LOCK_FILE_NAMES.join(', ')}`);
  try {
    const manifests = await readManifests(tree);
    const read = await reader(text);
    const lock = read(text, manifests);
    return { ...lock, missing: [...lock.missing, ...forgotten(lock, manifests)] };
  } catch (error) {
    throw unreadable(path, whatIsWrong(error), error);
  }
}

/** What a package.json names and the lock file does not was added after the lock file was written. */
function forgotten(lock: Lock, manifests: readonly Manifest[]): string[] {
  return manifests.flatMap(({ folder, dependencies, devDependencies }) => {
    const importer = lock.importers.find(({ key }) => key === workspaceKey(folder));
    const place = posix.join(folder, 'package.json');
    if (importer === undefined) return [`${place} belongs to a workspace`];
    const named = Object.keys({ ...dependencies, ...devDependencies });
    return named.filter((name) => !importer.names.has(name)).map((name) => `${place} requires ${name}`);
  });
}

/** A mistake in the file’s shape by its first place: the others often follow from it. */
function whatIsWrong(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  const [issue] = error.issues;
  return `${issue?.path.map(String).join(' → ') ?? ''}: ${issue?.message ?? ''}`;
}

function missing(path: string, text: string | undefined): UserError {
  return new UserError({
    code: 'lockfile-missing',
    message: `Expected a lock file at ${path}; ${text === undefined ? 'there is none' : 'it is empty'}.`,
    remedy: 'Commit the lock file that the package manager writes.',
  });
}

function unreadable(path: string, why: string, cause?: unknown): UserError {
  return new UserError({
    code: 'lockfile-unreadable',
    message: `Expected ${path} to be a lock file that is understood; ${why.slice(0, 500)}.`,
    remedy: 'Write it anew with npm 7, pnpm 8, Yarn 1 or Yarn 2, or Bun 1.2, or a newer one.',
    cause,
  });
}

function incomplete(path: string, lacks: readonly string[]): UserError {
  const more = lacks.length > 5 ? `, and ${lacks.length - 5} more` : '';
  return new UserError({
    code: 'lockfile-incomplete',
    message: `Expected ${path} to have all that is required; it lacks: ${lacks.slice(0, 5).join('; ')}${more}.`,
    remedy: 'Install anew with the package manager, and commit the lock file.',
  });
}
