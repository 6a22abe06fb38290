import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { buildFailed } from '../build-failed.ts';
import { readPackage, type BundledPackage } from '../bundled-packages.ts';

/** A package with the place that it gets, so that each package finds just the ones that it finds where it is installed. */
export interface PlacedPackage {
  /** Below the service: `node_modules/a`, `node_modules/a/node_modules/b`. */
  readonly at: string;
  readonly folder: string;
  readonly identity: BundledPackage;
}

const names = z.record(z.string(), z.unknown()).default({});
const needsSchema = z.object({
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
});

interface Waiting {
  readonly at: string;
  readonly folder: string;
}

/**
 * Everything that is installed for production, found as Node.js finds it, whoever installed it: npm, Yarn with a node_modules
 * folder, or pnpm with its links. No link is left: a package goes to the top, or, where another of its name is there already, below
 * the one that needs it. `UserError` build-failed names all that is not installed.
 */
export async function installedPackages(wish: { root: string; workspace: string }): Promise<PlacedPackage[]> {
  const placed = new Map<string, PlacedPackage>();
  const missing: string[] = [];
  const queue: Waiting[] = [{ at: '', folder: wish.workspace }];
  for (const from of queue) {
    // All that one package needs is placed before what those need: what comes later is never put in between.
    for (const { name, isOptional } of await needsOf(from.folder)) {
      const folder = await findPackage(name, { from: from.folder, root: wish.root });
      if (folder === undefined) {
        if (!isOptional) missing.push(`${name} (for ${from.at === '' ? 'the service' : from.at})`);
        continue;
      }
      const at = await place(placed, { name, folder, for: from.at });
      if (at !== undefined) queue.push({ at, folder });
    }
  }
  if (missing.length > 0) throw notInstalled(missing);
  return [...placed.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
}

async function needsOf(folder: string): Promise<{ name: string; isOptional: boolean }[]> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  const { data } = needsSchema.safeParse(JSON.parse(text));
  if (data === undefined) return [];
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = data;
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  // npm lists what is optional under both.
  const optional = new Set([...Object.keys(optionalDependencies), ...peers]);
  const all = new Set([...Object.keys(dependencies), ...optional]);
  return [...all].sort().map((name) => ({ name, isOptional: optional.has(name) }));
}

/** Upwards from the folder, as `require` looks; never above the repository. */
async function findPackage(
  name: string,
  { from, root }: { from: string; root: string },
): Promise<string | undefined> {
  const found = join(from, 'node_modules', name);
  if (existsSync(join(found, 'package.json'))) return realpath(found);
  return from === root || dirname(from) === from
    ? undefined
    : findPackage(name, { from: dirname(from), root });
}

/** Where it was put; `undefined` where it is found already. */
async function place(
  placed: Map<string, PlacedPackage>,
  wish: { name: string; folder: string; for: string },
): Promise<string | undefined> {
  const { name, folder } = wish;
  const seen = placesAbove(wish.for).flatMap((place) => placed.get(`${place}node_modules/${name}`) ?? []);
  if (seen[0]?.folder === folder) return undefined;
  const at =
    seen.length === 0
      ? `node_modules/${name}`
      : `${wish.for === '' ? '' : `${wish.for}/`}node_modules/${name}`;
  const identity = (await readPackage(folder)) ?? { name, version: '0.0.0', licence: undefined };
  placed.set(at, { at, folder, identity });
  return at;
}

/** `a/node_modules/b` looks below itself, below `a`, and at the top. */
function placesAbove(at: string): string[] {
  if (at === '') return [''];
  const end = at.lastIndexOf('/node_modules/');
  return [`${at}/`, ...placesAbove(end === -1 ? '' : at.slice(0, end))];
}

function notInstalled(missing: readonly string[]): Error {
  return buildFailed({
    message: `Expected the service’s packages to be installed; these are not: ${[...new Set(missing)].join(', ')}.`,
    remedy:
      'Install them with the lock file (npm ci, yarn install --immutable, pnpm install --frozen-lockfile).',
  });
}
