import { join, posix } from 'node:path';
import type { Advisory } from '../advisories/advisory.ts';
import { messageOf, UserError } from '../errors.ts';
import { readLockFile } from '../lock-file/read-lock-file.ts';
import { packagesInScope, type Scope } from '../lock-file/scope.ts';
import { baseTree } from './base-tree.ts';
import { findProblems, type Problem } from './problem.ts';

/**
 * Tells of a problem whether it was there at the base: the same advisory for the same version, in the same scope. What was
 * for development then and ships now is new; without a lock file then, all is. UserError `base-unknown`.
 */
export async function baseProblems(facts: {
  folder: string;
  path: string;
  base: string;
  scope: Scope;
  advisories: readonly Advisory[];
}): Promise<(problem: Problem) => boolean> {
  const { folder, path, base, scope, advisories } = facts;
  const tree = await baseTree(join(folder, posix.dirname(path)), base);
  if ((await tree.read(posix.basename(path))) === undefined) return () => false;
  try {
    const lock = await readLockFile(tree, path);
    const isThere =
      scope.workspace === undefined || lock.importers.some(({ folder: at }) => at === scope.workspace);
    if (!isThere) return () => false;
    const before = new Set(findProblems(packagesInScope(lock, scope), advisories).map(nameOf));
    return (problem) => before.has(nameOf(problem));
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    throw new UserError({
      code: 'base-unknown',
      message: `Expected to read the lock file as it was at ${base}: ${messageOf(cause)}`,
      remedy: 'Look at everything once, or bring the base up to date.',
      cause,
    });
  }
}

function nameOf(problem: Problem): string {
  return JSON.stringify([problem.advisory, problem.package, problem.version]);
}
