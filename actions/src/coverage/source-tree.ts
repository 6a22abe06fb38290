import { readdir, realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { filesOf, repositoryRoot } from '../git/repository.ts';

/** The files at hand, and where they are. */
export interface SourceTree {
  /** The repository's root, or, outside of any, the folder itself. Absolute, without links. */
  readonly root: string;
  readonly isRepository: boolean;
  /** The folder that everything is about, below the root, with forward slashes; empty for the root. */
  readonly folder: string;
  /** All files below the root, with forward slashes. */
  readonly files: readonly string[];
}

export async function sourceTreeAt(folder: string): Promise<SourceTree> {
  const place = await realpath(folder);
  const root = await repositoryRoot(place);
  if (root === undefined) return { root: place, isRepository: false, folder: '', files: await walk(place) };
  const below = relative(root, place).split(sep).join('/');
  return { root, isRepository: true, folder: below, files: await filesOf(root) };
}

/** A path below the root as one below the folder; `undefined` for one outside of it. */
export function belowFolder({ folder }: Pick<SourceTree, 'folder'>, path: string): string | undefined {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

async function walk(root: string, folder = ''): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(`${root}/${folder}`, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === '.git') continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await walk(root, path)));
    else if (entry.isFile()) files.push(path);
  }
  return files;
}
