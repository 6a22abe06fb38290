/** A package as a lock file has it, or a folder of the repository that others there require. */
export interface LockedPackage {
  /** What stands in the lock file; a folder’s is `workspace:<folder>`. One of its kind. */
  readonly key: string;
  /** What the registry calls it, whatever alias it is required by. */
  readonly name: string;
  /** `undefined` for what no registry has: folders, and sources without a version. */
  readonly version: string | undefined;
  /** Keys of what is installed with it. */
  readonly requires: readonly string[];
}

/** The lock file’s own folder or a workspace below it. */
export interface Importer extends LockedPackage {
  /** From the lock file’s folder; empty for that one. */
  readonly folder: string;
  /** What it asks for, by the names that it calls it. */
  readonly names: ReadonlySet<string>;
  /** Keys of what only its development needs. */
  readonly develops: readonly string[];
}

export interface Lock {
  /** Importers too. */
  readonly packages: ReadonlyMap<string, LockedPackage>;
  /** None for a Yarn lock file without a package.json beside it. */
  readonly importers: readonly Importer[];
  /** What is required and is not there, as clauses. */
  readonly missing: readonly string[];
}

/** What a package requires, by the names that it calls it. */
export interface Needs {
  readonly dependencies: Ranges;
  /** May be missing: what is optional, and peers that nobody installed. */
  readonly optional: Ranges;
}

export type Ranges = Readonly<Record<string, string>>;

const WORKSPACE = 'workspace:';

export function workspaceKey(folder: string): string {
  return `${WORKSPACE}${folder === '.' ? '' : folder}`;
}

/** The folder that a key is for; `undefined` for the key of a package. */
export function folderOf(key: string): string | undefined {
  return key.startsWith(WORKSPACE) ? key.slice(WORKSPACE.length) : undefined;
}
