import { posix } from 'node:path';
import { FAILSAFE_SCHEMA, loadAll } from 'js-yaml';
import { z } from 'zod';
import { link, type Entry, type ImporterEntry, type Wish } from './link.ts';
import { folderOf, workspaceKey, type Lock, type Ranges } from './lock.ts';
import { NEEDS, needsOf } from './needs.ts';
import { registryVersion, splitSpecifier } from './specifier.ts';

const direct = z.record(z.string(), z.object({ version: z.string() })).default({});
const importerSchema = z.object({
  dependencies: direct,
  optionalDependencies: direct,
  devDependencies: direct,
});
const packageSchema = z.object({ ...NEEDS, name: z.string().optional(), version: z.string().optional() });
const packagesSchema = z.record(z.string(), packageSchema);

/** Versions are YAML strings; 6.0 came with pnpm 8, 9.0 with pnpm 9 and is the current one. */
const lockSchema = z.object({
  ...importerSchema.shape,
  lockfileVersion: z.enum(['6.0', '6.1', '9.0']),
  importers: z.record(z.string(), importerSchema).optional(),
  packages: packagesSchema.default({}),
  snapshots: packagesSchema.optional(),
});

type PnpmLock = z.output<typeof lockSchema>;
type PnpmPackage = z.output<typeof packageSchema>;

/** `pnpm-lock.yaml` of pnpm 8 and newer; newer ones keep the package manager itself in a document of its own. */
export function readPnpmLock(text: string): Lock {
  // Every scalar stays text, as versions must.
  const documents = loadAll(text, { schema: FAILSAFE_SCHEMA });
  if (documents.length === 0) throw new SyntaxError('it holds no document');
  const locks = documents.map((document) => lockSchema.parse(document));
  const entries = new Map(locks.flatMap(entriesOf).map((entry) => [entry.key, entry]));
  return link({
    entries: [...entries.values()],
    importers: locks.flatMap(importersOf),
    find: (wish) => findReferred(entries, wish),
  });
}

/** Up to 6.1 keys begin with a slash and packages say what they require; since 9.0 `snapshots` does, one for each set of peers. */
function entriesOf({ packages, snapshots }: PnpmLock): Entry[] {
  return Object.entries(snapshots ?? packages).map(([written, found]) => {
    const key = withoutSlash(written);
    const { name, reference } = splitSpecifier(withoutPeers(key));
    const facts = packages[withoutPeers(key)] ?? found;
    const version = facts.version ?? registryVersion(reference);
    return { key, name: facts.name ?? name, version, needs: peersApart(found) };
  });
}

/** Peers stand among the dependencies too, as what they came to: the ranges beside them name nothing. */
function peersApart({ dependencies, optionalDependencies }: PnpmPackage): Entry['needs'] {
  return needsOf({ dependencies, optionalDependencies });
}

function importersOf({ importers, ...root }: PnpmLock): ImporterEntry[] {
  return Object.entries(importers ?? { '.': root }).map(([path, found]) => ({
    folder: path === '.' ? '' : path,
    needs: needsOf({
      dependencies: versionsIn(found.dependencies),
      optionalDependencies: versionsIn(found.optionalDependencies),
    }),
    develops: versionsIn(found.devDependencies),
  }));
}

function versionsIn(found: z.output<typeof direct>): Ranges {
  return Object.fromEntries(Object.entries(found).map(([name, { version }]) => [name, version]));
}

/** A reference is a version, or, where the name differs or no registry has it, the whole key. */
function findReferred(entries: ReadonlyMap<string, Entry>, { from, name, range }: Wish): string[] {
  if (range.startsWith('link:')) {
    return [workspaceKey(posix.join(folderOf(from) ?? '', range.slice('link:'.length)))];
  }
  const reference = withoutSlash(range);
  return [`${name}@${reference}`, reference].filter((key) => entries.has(key)).slice(0, 1);
}

function withoutSlash(key: string): string {
  return key.startsWith('/') ? key.slice(1) : key;
}

function withoutPeers(key: string): string {
  const at = key.indexOf('(');
  return at < 0 ? key : key.slice(0, at);
}
