import { compare, gt, minVersion, Range, valid } from 'semver';
import { affects } from '../advisories/advisory.ts';

const LOOSE = { loose: true, includePrerelease: true } as const;

/**
 * The smallest version above that none of the package’s advisories affects, by the ends of their ranges: `4.17.21`, or
 * `above 4.17.20` where a range includes its end, since which version follows only the registry knows. `undefined` where
 * every version above is affected.
 */
export function clearingVersion(
  version: string,
  advisories: readonly { readonly range: string }[],
): string | undefined {
  const ends = advisories.flatMap(({ range }) => endsOf(range));
  const clearing = ends
    .filter(
      ({ first }) => gt(first, version, LOOSE) && !advisories.some((advisory) => affects(advisory, first)),
    )
    .toSorted((left, right) => compare(left.first, right.first, LOOSE));
  return clearing[0]?.written;
}

/** The first version behind each end of a range, as it is told and as it can be compared. */
function endsOf(range: string): { readonly first: string; readonly written: string }[] {
  if (!isRange(range)) return [];
  return new Range(range, LOOSE).set.flat().flatMap(({ operator, semver }) => {
    const end = valid(semver);
    if (end === null || operator === '>' || operator === '>=') return [];
    if (operator === '<') return [{ first: end.replace(/-0$/, ''), written: end.replace(/-0$/, '') }];
    return [{ first: minVersion(`>${end}`, LOOSE)?.version ?? end, written: `above ${end}` }];
  });
}

function isRange(range: string): boolean {
  try {
    return new Range(range, LOOSE).set.length > 0;
  } catch {
    return false;
  }
}
