import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files below a folder, with forward slashes; hidden ones and packages are left out. Links are what they lead to. */
export async function filesBelow(folder: string, prefix = ''): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await readdir(join(folder, prefix))).sort()) {
    if (name.startsWith('.') || name === 'node_modules') continue;
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const kind = await kindOf(join(folder, path));
    if (kind === 'folder') found.push(...(await filesBelow(folder, path)));
    else if (kind === 'file') found.push(path);
  }
  return found;
}

/** A link to a folder would be walked for ever where it leads upwards; none is shipped. */
async function kindOf(path: string): Promise<'file' | 'folder' | 'other'> {
  const own = await lstat(path);
  if (own.isDirectory()) return 'folder';
  if (!own.isSymbolicLink()) return own.isFile() ? 'file' : 'other';
  const target = await stat(path).catch(() => undefined);
  return target?.isFile() === true ? 'file' : 'other';
}
