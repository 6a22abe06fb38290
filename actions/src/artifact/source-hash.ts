import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../release/release.ts';

const MADE_BY_TOOLS = new Set(['node_modules', 'dist', 'coverage']);

/**
 * One sha256 over the path and content of everything below the folder that a person wrote: whatever tools make, and all
 * names that begin with a dot, are left out. The same on every machine: no times, owners, modes or locale go in.
 */
export async function hashSources(folder: string): Promise<Digest> {
  const hash = createHash('sha256');
  const paths = await sourcesBelow(folder, '');
  // Sorted by code unit: a locale would order them differently from machine to machine.
  for (const { path, isLink } of paths.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const content = isLink ? await readlink(join(folder, path)) : await readFile(join(folder, path));
    const digest = createHash('sha256').update(content).digest('hex');
    hash.update(`${JSON.stringify(path)} ${isLink ? 'link' : 'file'} ${digest}\n`);
  }
  return hash.digest('hex') as Digest;
}

interface Source {
  readonly path: string;
  readonly isLink: boolean;
}

async function sourcesBelow(root: string, folder: string): Promise<Source[]> {
  const sources: Source[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || MADE_BY_TOOLS.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) sources.push(...(await sourcesBelow(root, path)));
    else if (entry.isFile() || entry.isSymbolicLink()) sources.push({ path, isLink: entry.isSymbolicLink() });
  }
  return sources;
}
