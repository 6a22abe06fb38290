import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../errors.ts';

/** The files of a folder: those that lie there, or those of a commit. Paths have forward slashes. */
export interface FileTree {
  /** `undefined` where there is no such file. */
  read(path: string): Promise<string | undefined>;
  /** Paths that a pattern such as `packages/*` `/package.json` means; those in node_modules never. */
  match(pattern: string): Promise<string[]>;
}

export function folderTree(folder: string): FileTree {
  return {
    async read(path) {
      try {
        return await readFile(join(folder, path), 'utf8');
      } catch (error) {
        if (isSystemError(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) return undefined;
        throw error;
      }
    },
    async match(pattern) {
      const found: string[] = [];
      for await (const path of glob(pattern, { cwd: folder, exclude: ['**/node_modules/**'] }))
        found.push(path);
      return found.map((path) => path.replaceAll('\\', '/'));
    },
  };
}
