import { UserError } from '../errors.ts';
import type { FileTree } from './file-tree.ts';
import { LOCK_FILE_NAMES } from './read-lock-file.ts';

/** The one lock file of a folder. None, or several of which one may be stale, is a UserError `lockfile-missing`. */
export async function findLockFile(tree: FileTree): Promise<string> {
  const texts = await Promise.all(LOCK_FILE_NAMES.map((name) => tree.read(name)));
  const found = LOCK_FILE_NAMES.filter((_, index) => texts[index] !== undefined);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw new UserError({
    code: 'lockfile-missing',
    message: `Expected one lock file (${LOCK_FILE_NAMES.join(', ')}); found ${found.join(' and ') || 'none'}.`,
    remedy:
      found.length > 1
        ? 'Say which one counts, or remove the other.'
        : 'Commit the lock file, or say where it is.',
  });
}
