import { folderOf } from './lock.ts';
import type { Examined } from './scope.ts';

/** How a package comes to be installed. */
export interface Ways {
  /** Each workspace with the direct dependency through which it has the package: `app > express`. */
  readonly entries: readonly string[];
  /** The shortest chain from a workspace to the package: `app > express > qs`. */
  readonly shortest: string;
}

/** Who requires the package, all the way up. One that nobody requires is its own way. */
export function waysTo(key: string, { packages, requiredBy }: Examined): Ways {
  const names = new Map([...packages].map((found) => [found.key, found.name]));
  const entries = new Set<string>();
  const below = new Map<string, string | undefined>([[key, undefined]]);
  let shortest: string | undefined;
  for (const at of below.keys()) {
    const above = requiredBy.get(at) ?? new Set();
    if (above.size === 0 && folderOf(at) === undefined) entries.add(nameOf(at));
    for (const next of above) {
      if (folderOf(next) !== undefined) {
        entries.add(`${nameOf(next)} > ${nameOf(at)}`);
        shortest ??= [nameOf(next), ...chain(at)].join(' > ');
      }
      // A map goes on over what is added meanwhile: the nearest first.
      if (!below.has(next)) below.set(next, at);
    }
  }
  return { entries: [...entries].toSorted(), shortest: shortest ?? nameOf(key) };

  function nameOf(found: string): string {
    return names.get(found) ?? found;
  }
  function chain(from: string): string[] {
    const rest = below.get(from);
    return [nameOf(from), ...(rest === undefined ? [] : chain(rest))];
  }
}
