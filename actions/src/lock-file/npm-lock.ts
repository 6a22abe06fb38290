import { z } from 'zod';
import { link, type Entry, type ImporterEntry, type Wish } from './link.ts';
import { folderOf, workspaceKey, type Lock } from './lock.ts';
import { NEEDS, needsOf, ranges } from './needs.ts';

const packageSchema = z.object({
  ...NEEDS,
  devDependencies: ranges,
  name: z.string().optional(),
  version: z.string().optional(),
  link: z.boolean().default(false),
  resolved: z.string().optional(),
});

const lockSchema = z.object({
  lockfileVersion: z.union([z.literal(2), z.literal(3)]),
  packages: z.record(z.string(), packageSchema),
});

type NpmPackage = z.output<typeof packageSchema>;

const INSTALLED = 'node_modules/';

/** `package-lock.json` of npm 7 and newer. https://docs.npmjs.com/cli/configuring-npm/package-lock-json */
export function readNpmLock(text: string): Lock {
  const { packages } = lockSchema.parse(JSON.parse(text));
  const all = Object.entries(packages);
  const installed = all.filter(([path, { link: isLink }]) => path.includes(INSTALLED) && !isLink);
  const folders = all.filter(([path]) => !path.includes(INSTALLED));
  const byPath = new Map(all);
  return link({
    entries: installed.map(entryOf),
    importers: folders.map(importerOf),
    find: (wish) => findInstalled(byPath, wish),
  });
}

function entryOf([path, found]: [string, NpmPackage]): Entry {
  const called = path.slice(path.lastIndexOf(INSTALLED) + INSTALLED.length);
  return { key: path, name: found.name ?? called, version: found.version, needs: needsOf(found) };
}

function importerOf([folder, found]: [string, NpmPackage]): ImporterEntry {
  return { folder, needs: needsOf(found), develops: found.devDependencies };
}

/** As Node.js itself looks for it: in the folder’s node_modules, then in that of each folder above. */
function findInstalled(packages: ReadonlyMap<string, NpmPackage>, { from, name }: Wish): string[] {
  let folder = folderOf(from) ?? from;
  for (;;) {
    const path = `${folder === '' ? '' : `${folder}/`}${INSTALLED}${name}`;
    const found = packages.get(path);
    if (found !== undefined) return [found.link ? workspaceKey(found.resolved ?? '?') : path];
    if (folder === '') return [];
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
}
