import { execFile } from 'node:child_process';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import { isSystemError, messageOf, UserError } from '../errors.ts';
import type { FileTree } from '../lock-file/file-tree.ts';

const run = promisify(execFile);
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The folder as it was where this branch left `base`: the newest commit that both have. One that is this very commit would
 * make everything old, and one that is not there can’t be compared with: UserError `base-unknown`.
 */
export async function baseTree(folder: string, base: string): Promise<FileTree> {
  const [head, found] = await Promise.all([
    git(folder, ['rev-parse', '--verify', 'HEAD^{commit}'], base),
    git(folder, ['merge-base', '--end-of-options', base, 'HEAD'], base),
  ]);
  const commit = found.trim();
  if (commit === head.trim())
    throw unknown(base, 'it has this very commit, so that there is nothing new by definition');
  const prefix = (await git(folder, ['rev-parse', '--show-prefix'], base)).trim();
  const list = await git(folder, ['ls-tree', '-r', '-z', '--name-only', commit, '--', '.'], base);
  const paths = new Set(list.split('\0').filter((path) => path !== ''));
  return {
    async read(path) {
      const place = posix.normalize(path);
      if (!paths.has(place)) return undefined;
      return git(folder, ['cat-file', 'blob', `${commit}:${prefix}${place}`], base);
    },
    match(pattern) {
      const found = [...paths].filter(
        (path) => posix.matchesGlob(path, pattern) && !path.includes('node_modules/'),
      );
      return Promise.resolve(found);
    },
  };
}

async function git(folder: string, args: readonly string[], base: string): Promise<string> {
  // Without GIT_DIR and its like, which git sets in hooks: they would name another repository.
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LC_ALL: 'C' };
  try {
    const { stdout } = await run('git', args, { cwd: folder, env, maxBuffer: MOST_BYTES });
    return stdout;
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT')) throw noGit(cause);
    throw unknown(base, messageOf(cause).trim().split('\n').at(-1) ?? '', cause);
  }
}

function unknown(base: string, why: string, cause?: unknown): UserError {
  return new UserError({
    code: 'base-unknown',
    message: `Expected the commit at which this branch left ${base}; ${why}.`,
    remedy:
      'Check out with `fetch-depth: 0`, and name the branch that this one goes to, such as origin/main.',
    cause,
  });
}

function noGit(cause: unknown): UserError {
  return new UserError({
    code: 'program-missing',
    message: 'Expected git on this machine’s PATH, to learn what is new; there is none.',
    remedy: 'Install git, or look at everything.',
    cause,
  });
}
