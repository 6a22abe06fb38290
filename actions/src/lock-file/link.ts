import { valid } from 'semver';
import {
  folderOf,
  workspaceKey,
  type Importer,
  type Lock,
  type LockedPackage,
  type Needs,
  type Ranges,
} from './lock.ts';

export interface Entry extends Omit<LockedPackage, 'requires'> {
  readonly needs: Needs;
}

export interface ImporterEntry {
  readonly folder: string;
  readonly needs: Needs;
  readonly develops: Ranges;
}

/** What a package calls another, and how it asks for it. */
export interface Wish {
  /** The key of the one that requires it. */
  readonly from: string;
  readonly name: string;
  readonly range: string;
}

/** Joins each package to those that it requires; `find` says how this kind of lock file names them. */
export function link(facts: {
  entries: readonly Entry[];
  importers: readonly ImporterEntry[];
  find: (wish: Wish) => readonly string[];
}): Lock {
  const { entries, importers, find } = facts;
  const missing: string[] = [];
  const known = new Set([
    ...entries.map(({ key }) => key),
    ...importers.map(({ folder }) => workspaceKey(folder)),
  ]);
  function required(from: string, ranges: Ranges, isFirm: boolean): string[] {
    return Object.entries(ranges).flatMap(([name, range]) => {
      const found = find({ from, name, range }).filter((key) => known.has(key));
      if (found.length === 0 && isFirm) missing.push(`${label(from)} requires ${name} ${range}`);
      return found;
    });
  }
  function all(from: string, { dependencies, optional }: Needs): string[] {
    return [...required(from, dependencies, true), ...required(from, optional, false)];
  }
  const packages = new Map<string, LockedPackage>();
  const linked = importers.map(({ folder, needs, develops }): Importer => {
    const key = workspaceKey(folder);
    const name = label(key);
    const names = new Set(Object.keys({ ...needs.dependencies, ...needs.optional, ...develops }));
    const found = { requires: all(key, needs), develops: required(key, develops, true) };
    return { key, name, folder, version: undefined, names, ...found };
  });
  for (const importer of linked) packages.set(importer.key, importer);
  for (const { key, name, version, needs } of entries) {
    checkIdentity(key, name, version);
    packages.set(key, { key, name, version, requires: all(key, needs) });
  }
  return { packages, importers: linked, missing };
}

/** No advisory would ever be found for another name or version: that must not look like none. */
function checkIdentity(key: string, name: string, version: string | undefined): void {
  const isNamed = /^(?:@[^@/\s]+\/)?[^@/\s]+$/.test(name);
  if (isNamed && (version === undefined || valid(version, { loose: true }) !== null)) return;
  throw new SyntaxError(
    `${key} is not told by a name and a version, but by ${name} and ${version ?? 'nothing'}`,
  );
}

function label(key: string): string {
  const folder = folderOf(key);
  return folder === '' ? '.' : (folder ?? key);
}
