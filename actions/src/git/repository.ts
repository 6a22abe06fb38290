import { askGit } from './run-git.ts';

/** The root of the repository that a folder is in; `undefined` for one that is in none. */
export async function repositoryRoot(folder: string): Promise<string | undefined> {
  const output = await askGit(folder, ['rev-parse', '--show-toplevel']);
  return output?.toString('utf8').replace(/\r?\n$/, '');
}

/** The files that git tracks and those that it would, below the root, with forward slashes. */
export async function filesOf(root: string): Promise<string[]> {
  const output = await askGit(root, [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
  ]);
  return (output?.toString('utf8') ?? '').split('\0').filter((path) => path !== '');
}

/** Whether a file is kept in the repository. */
export async function isTracked(root: string, path: string): Promise<boolean> {
  return (await askGit(root, ['ls-files', '--error-unmatch', '--', `:(literal)${path}`])) !== undefined;
}

/** The files that a commit has, below the root. */
export async function filesAt(root: string, commit: string): Promise<string[]> {
  const output = await askGit(root, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit]);
  return (output?.toString('utf8') ?? '').split('\0').filter((path) => path !== '');
}
