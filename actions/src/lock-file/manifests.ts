import { dirname, join, matchesGlob } from 'node:path/posix';
import { z } from 'zod';
import type { FileTree } from './file-tree.ts';
import { NEEDS, ranges } from './needs.ts';

const globs = z.array(z.string());

const manifestSchema = z.object({
  ...NEEDS,
  name: z.string().optional(),
  devDependencies: ranges,
  resolutions: ranges,
  workspaces: z
    .union([globs, z.object({ packages: globs.default([]) }).transform(({ packages }) => packages)])
    .default([]),
});

export interface Manifest extends z.output<typeof manifestSchema> {
  /** From the lock file’s folder; empty for that one. */
  readonly folder: string;
}

/** The package.json beside the lock file and those of its workspaces; none where there is none. Throws on a broken one. */
export async function readManifests(tree: FileTree): Promise<Manifest[]> {
  const root = await readManifest(tree, '');
  if (root === undefined) return [];
  const patterns = root.workspaces.map((pattern) => pattern.replace(/^\.\//, '').replace(/\/+$/, ''));
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const folders = new Set(
    (await Promise.all(wanted.map((pattern) => tree.match(`${pattern}/package.json`))))
      .flat()
      .map((path) => dirname(path)),
  );
  for (const pattern of patterns.filter((each) => each.startsWith('!')))
    for (const folder of folders) if (matchesGlob(folder, pattern.slice(1))) folders.delete(folder);
  const workspaces = await Promise.all([...folders].toSorted().map((folder) => readManifest(tree, folder)));
  return [root, ...workspaces.filter((manifest) => manifest !== undefined)];
}

async function readManifest(tree: FileTree, folder: string): Promise<Manifest | undefined> {
  const text = await tree.read(join(folder, 'package.json'));
  return text === undefined ? undefined : { ...manifestSchema.parse(JSON.parse(text)), folder };
}
