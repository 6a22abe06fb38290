import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError } from '../errors.ts';
import { askGit } from '../git/run-git.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { Change } from './difference.ts';

/** What stands at each path now. */
export async function readChanges(root: string, files: ReadonlyMap<string, string>): Promise<Change[]> {
  const read = [...files].map(async ([path, after]) => {
    return { path, after, before: await readIfThere(join(root, path)) };
  });
  return Promise.all(read);
}

/** A file that would be replaced though git could not give back what stands in it. */
export async function uncommitted(root: string, changes: readonly Change[]): Promise<Finding[]> {
  const replaced = changes.filter(({ before, after }) => before !== undefined && before !== after);
  const found = replaced.map(async ({ path }): Promise<Finding[]> => {
    const status = await askGit(root, [
      'status',
      '--porcelain',
      '-z',
      '--ignored',
      '--',
      `:(literal)${path}`,
    ]);
    if (status?.length === 0) return [];
    const message = `Expected ${path} to be as it was committed, since it would be replaced; it has changes that are not.`;
    return [{ code: 'target-dirty', place: path, message, remedy: 'Commit it, or move it away.' }];
  });
  return (await Promise.all(found)).flat();
}

/** Each file whole or not at all. */
export async function writeChanges(root: string, changes: readonly Change[]): Promise<void> {
  for (const { path, before, after } of changes) {
    if (before === after) continue;
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    const unfinished = `${target}.unfinished`;
    await writeFile(unfinished, after);
    await rename(unfinished, target);
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
