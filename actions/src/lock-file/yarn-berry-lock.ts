import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { z } from 'zod';
import { link, type ImporterEntry, type Wish } from './link.ts';
import { workspaceKey, type Lock, type Ranges } from './lock.ts';
import type { Manifest } from './manifests.ts';
import { needsOf, ranges } from './needs.ts';
import { splitSpecifier } from './specifier.ts';

const entrySchema = z.object({
  version: z.string(),
  resolution: z.string(),
  dependencies: ranges,
  dependenciesMeta: z.record(z.string(), z.object({ optional: z.string().optional() })).default({}),
  peerDependencies: ranges,
});

const METADATA = '__metadata';
const lockSchema = z.object({ [METADATA]: z.object({ version: z.string() }) }).catchall(entrySchema);

type BerryEntry = z.output<typeof entrySchema>;

const WORKSPACE = 'workspace:';

/** `yarn.lock` of Yarn 2 and newer. It lists workspaces, with what is for development among the rest. */
export function readBerryLock(text: string, manifests: readonly Manifest[]): Lock {
  const found: Readonly<Record<string, unknown>> = lockSchema.parse(load(text, { schema: FAILSAFE_SCHEMA }));
  const entries = Object.entries(found).filter(([key]) => key !== METADATA);
  const all = entries.map(([key, entry]) => describe(key, entry as BerryEntry));
  const byDescriptor = new Map<string, string>();
  const byName = new Map<string, string[]>();
  for (const { key, target } of all) {
    for (const descriptor of key.split(', ')) {
      byDescriptor.set(descriptor, target);
      const { name } = splitSpecifier(descriptor);
      byName.set(name, [...(byName.get(name) ?? []), target]);
    }
  }
  const overridden = Object.keys(manifests.find(({ folder }) => folder === '')?.resolutions ?? {});
  return link({
    entries: all.filter(({ folder }) => folder === undefined),
    importers: all.flatMap((entry) => importerOf(entry, manifests)),
    find: (wish) => findDescribed({ byDescriptor, byName, overridden }, wish),
  });
}

type Described = ReturnType<typeof describe>;

function describe(key: string, entry: BerryEntry) {
  const { name, reference } = splitSpecifier(entry.resolution);
  const folder = reference.startsWith(WORKSPACE) ? reference.slice(WORKSPACE.length) : undefined;
  return {
    key,
    name,
    version: entry.version,
    folder,
    needs: needsOf({ dependencies: entry.dependencies, optionalDependencies: optionalOf(entry) }),
    target: folder === undefined ? key : workspaceKey(folder),
  };
}

function optionalOf({ dependencies, dependenciesMeta, peerDependencies }: BerryEntry): Ranges {
  const names = Object.entries(dependenciesMeta).flatMap(([name, { optional }]) =>
    optional === 'true' ? [name] : [],
  );
  const optional = names.flatMap((name) =>
    dependencies[name] === undefined ? [] : [[name, dependencies[name]] as const],
  );
  return { ...peerDependencies, ...Object.fromEntries(optional) };
}

/** Without its package.json all that a workspace requires counts as for production. */
function importerOf({ folder, needs }: Described, manifests: readonly Manifest[]): ImporterEntry[] {
  if (folder === undefined) return [];
  const place = folder === '.' ? '' : folder;
  const manifest = manifests.find((each) => each.folder === place);
  const developed = Object.keys(manifest?.devDependencies ?? {}).filter(
    (name) => !Object.hasOwn({ ...manifest?.dependencies, ...manifest?.optionalDependencies }, name),
  );
  const split = Object.entries(needs.dependencies);
  const develops = Object.fromEntries(split.filter(([name]) => developed.includes(name)));
  const dependencies = Object.fromEntries(split.filter(([name]) => !developed.includes(name)));
  return [{ folder: place, needs: { ...needs, dependencies }, develops }];
}

/** What the root’s `resolutions` put in another’s place stands under their range: then all of that name count. */
function findDescribed(
  known: {
    byDescriptor: ReadonlyMap<string, string>;
    byName: ReadonlyMap<string, readonly string[]>;
    overridden: readonly string[];
  },
  { name, range }: Wish,
): readonly string[] {
  const found = known.byDescriptor.get(`${name}@${range}`) ?? known.byDescriptor.get(`${name}@npm:${range}`);
  if (found !== undefined) return [found];
  const isOverridden = known.overridden.some((pattern) => pattern === name || pattern.includes(name));
  return isOverridden ? (known.byName.get(name) ?? []) : [];
}
