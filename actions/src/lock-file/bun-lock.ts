import stripJsonComments from 'strip-json-comments';
import { z } from 'zod';
import { link, type Wish } from './link.ts';
import { workspaceKey, type Lock } from './lock.ts';
import { NEEDS, needsOf, ranges } from './needs.ts';
import { registryVersion, splitSpecifier } from './specifier.ts';

const workspaceSchema = z.object({ ...NEEDS, devDependencies: ranges, name: z.string().optional() });

/** `[name@version, registry, what it requires, hash]`; folders and archives lack some of these. */
const packageSchema = z.tuple([z.string()], z.unknown());
const needsSchema = z.object(NEEDS);

const lockSchema = z.object({
  lockfileVersion: z.int().min(0).max(2),
  workspaces: z.record(z.string(), workspaceSchema),
  packages: z.record(z.string(), packageSchema),
});

const WORKSPACE = 'workspace:';

/** `bun.lock`, the text form. https://bun.com/docs/pm/lockfile */
export function readBunLock(text: string): Lock {
  const plain = stripJsonComments(text, { trailingCommas: true });
  const { packages, workspaces } = lockSchema.parse(JSON.parse(plain));
  const all = Object.entries(packages).map(([key, [specifier, ...rest]]) => {
    const { name, reference } = splitSpecifier(specifier);
    const needs = needsOf(needsSchema.parse(rest.find(isObject) ?? {}));
    const folder = reference.startsWith(WORKSPACE) ? reference.slice(WORKSPACE.length) : undefined;
    return { key, name, version: registryVersion(reference), needs, folder };
  });
  const targets = new Map(
    all.map(({ key, folder }) => [key, folder === undefined ? key : workspaceKey(folder)]),
  );
  const folders = Object.entries(workspaces);
  const names = new Map(folders.map(([folder, { name = '' }]) => [workspaceKey(folder), name]));
  return link({
    entries: all.filter(({ folder }) => folder === undefined),
    importers: folders.map(([folder, found]) => ({
      folder,
      needs: needsOf(found),
      develops: found.devDependencies,
    })),
    find: ({ from, ...wish }) => findNested(targets, { ...wish, from: names.get(from) ?? from }),
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys are paths of names: what only `a` sees of `b` is `a/b`, what all see is `b`. */
function findNested(targets: ReadonlyMap<string, string>, { from, name }: Wish): string[] {
  let path = from;
  for (;;) {
    const found = targets.get(path === '' ? name : `${path}/${name}`);
    if (found !== undefined) return [found];
    if (path === '') return [];
    path = withoutLastName(path);
  }
}

function withoutLastName(path: string): string {
  const parts = path.split('/').slice(0, -1);
  if (parts.at(-1)?.startsWith('@') === true) parts.pop();
  return parts.join('/');
}
