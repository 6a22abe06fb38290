import { link, type Wish } from './link.ts';
import { workspaceKey, type Lock } from './lock.ts';
import type { Manifest } from './manifests.ts';
import { needsOf } from './needs.ts';
import { splitSpecifier } from './specifier.ts';
import { classicEntries } from './yarn-classic-entries.ts';

/** `yarn.lock` of Yarn 1: it says nothing of workspaces nor of what is for development, package.json does. */
export function readClassicLock(text: string, manifests: readonly Manifest[]): Lock {
  const byPattern = new Map<string, string>();
  const entries = classicEntries(text).map(({ patterns, version, ...found }) => {
    const key = patterns.join(', ');
    for (const pattern of patterns) byPattern.set(pattern, key);
    return {
      key,
      name: packageName(patterns[0] ?? ''),
      version,
      needs: needsOf(found),
    };
  });
  const folders = new Map(manifests.map(({ name = '', folder }) => [name, workspaceKey(folder)]));
  return link({
    entries,
    importers: manifests.map(({ folder, devDependencies, ...found }) => ({
      folder,
      needs: needsOf({ ...found, peerDependencies: {} }),
      develops: devDependencies,
    })),
    find: (wish) => findAnswered({ byPattern, folders }, wish),
  });
}

/** An alias says behind `npm:` what it stands for. */
function packageName(pattern: string): string {
  const { name, reference } = splitSpecifier(pattern);
  return reference.startsWith('npm:') ? splitSpecifier(reference.slice('npm:'.length)).name : name;
}

function findAnswered(
  known: { byPattern: ReadonlyMap<string, string>; folders: ReadonlyMap<string, string> },
  { name, range }: Wish,
): string[] {
  const found = known.byPattern.get(`${name}@${range}`) ?? known.folders.get(name);
  return found === undefined ? [] : [found];
}
