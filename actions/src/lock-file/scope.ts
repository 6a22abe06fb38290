import { UserError } from '../errors.ts';
import type { Importer, Lock, LockedPackage } from './lock.ts';

export interface Scope {
  /** `production`: what is installed without development’s own. `all`: whatever the lock file has. */
  readonly kind: 'production' | 'all';
  /** The folder of the one workspace that counts; without it all of them do. */
  readonly workspace?: string | undefined;
}

/** What a scope comes to: the packages in it, and through what each of them is required. */
export interface Examined {
  readonly packages: ReadonlySet<LockedPackage>;
  /** The keys that each package is required by, within the scope. */
  readonly requiredBy: ReadonlyMap<string, ReadonlySet<string>>;
}

export function packagesInScope(lock: Lock, scope: Scope): Examined {
  const starts = startsOf(lock, scope);
  const packages = new Set<LockedPackage>();
  const requiredBy = new Map<string, Set<string>>();
  const queue: LockedPackage[] = [...starts];
  for (const found of starts) packages.add(found);
  for (let found = queue.pop(); found !== undefined; found = queue.pop()) {
    for (const key of requiredIn(found, scope, starts)) {
      const next = lock.packages.get(key);
      if (next === undefined) continue;
      requiredBy.set(key, (requiredBy.get(key) ?? new Set()).add(found.key));
      if (!packages.has(next)) queue.push(next);
      packages.add(next);
    }
  }
  return { packages, requiredBy };
}

/** Whatever nobody requires counts too, where everything does. */
function startsOf(lock: Lock, { kind, workspace }: Scope): ReadonlySet<LockedPackage> {
  if (workspace !== undefined) return new Set([importerAt(lock, workspace)]);
  if (kind === 'all') return new Set(lock.packages.values());
  if (lock.importers.length > 0) return new Set(lock.importers);
  throw new UserError({
    code: 'lockfile-incomplete',
    message:
      'Expected to learn what is for production; a Yarn lock file alone does not tell, and there is no package.json.',
    remedy: 'Check out the package.json beside the lock file, or look at all packages.',
  });
}

function requiredIn(
  found: LockedPackage,
  { kind }: Scope,
  starts: ReadonlySet<LockedPackage>,
): readonly string[] {
  return kind === 'all' && isImporter(found) && starts.has(found)
    ? [...found.requires, ...found.develops]
    : found.requires;
}

function isImporter(found: LockedPackage): found is Importer {
  return 'develops' in found;
}

function importerAt({ importers }: Lock, workspace: string): Importer {
  const folder = workspace.replace(/^\.\/?|\/+$/g, '');
  const found = importers.find((importer) => importer.folder === folder);
  if (found !== undefined) return found;
  const folders = importers.map((importer) => importer.folder || '.').join(', ');
  throw new UserError({
    code: 'inputs-invalid',
    message: `Expected a workspace that the lock file has; found ${workspace}, and it has ${folders || 'none'}.`,
    remedy: 'Name one of these folders.',
  });
}
