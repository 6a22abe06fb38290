import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isSystemError, messageOf, UserError } from '../errors.ts';
import { buildFailed } from './build-failed.ts';

const run = promisify(execFile);
const NO_COMMIT = '0'.repeat(40);

/**
 * The full commit that is checked out; zeros outside a git checkout. Inside one, a git that fails (no commit yet, a folder
 * that belongs to somebody else) is a `UserError`, never zeros.
 */
export async function checkedOutCommit(folder: string): Promise<string> {
  if (!isInCheckout(folder)) return NO_COMMIT;
  try {
    // Without GIT_DIR and its like, which git sets in hooks: they would name another repository.
    const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LC_ALL: 'C' };
    const { stdout } = await run('git', ['rev-parse', '--verify', 'HEAD'], { cwd: folder, env });
    return stdout.trim();
  } catch (error) {
    throw isSystemError(error, 'ENOENT') ? gitMissing(error) : noCommit(folder, error);
  }
}

function isInCheckout(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true;
  return dirname(folder) !== folder && isInCheckout(dirname(folder));
}

function gitMissing(cause: unknown): UserError {
  return new UserError({
    code: 'program-missing',
    message: 'This is a git checkout, and there is no git on this machine to ask for its commit.',
    remedy: 'Install git.',
    cause,
  });
}

function noCommit(folder: string, cause: unknown): UserError {
  return buildFailed({
    message: `git does not say which commit is checked out in ${folder}: ${messageOf(cause).trim()}.`,
    remedy: 'Make a first commit, or do what git advises.',
    cause,
  });
}
