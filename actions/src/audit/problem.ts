import { affects, type Advisory, type Source } from '../advisories/advisory.ts';
import { SEVERITIES, worstSeverity, type Severity } from '../advisories/severity.ts';
import type { LockedPackage } from '../lock-file/lock.ts';
import { waysTo } from '../lock-file/ways.ts';
import type { Examined } from '../lock-file/scope.ts';
import { clearingVersion } from './clearing-version.ts';

/** One advisory that one version of a package in the lock file has. */
export interface Problem {
  readonly advisory: string;
  readonly title: string;
  readonly url: string;
  /** The worst that any source says. */
  readonly severity: Severity;
  readonly isMalware: boolean;
  /** How bad each source says it is; one that is not here does not know of it. */
  readonly said: Readonly<Partial<Record<Source, Severity>>>;
  readonly package: string;
  readonly version: string;
  /** Keys of its entries in the lock file. */
  readonly keys: readonly string[];
  /** Workspaces with the direct dependencies through which it comes: `app > express`. */
  readonly entries: readonly string[];
  /** The shortest chain to it. */
  readonly shortest: string;
  /** What to go to, `4.17.21` or `above 4.17.20`; `undefined` where nothing is known to clear it. */
  readonly clearedBy: string | undefined;
}

/** What the advisories say of the packages that are looked at, the worst first. */
export function findProblems(examined: Examined, advisories: readonly Advisory[]): Problem[] {
  const installed = Map.groupBy(examined.packages, ({ name }) => name);
  const byPackage = Map.groupBy(advisories, (advisory) => advisory.package);
  const problems = [...byPackage].flatMap(([name, known]) => {
    const versions = Map.groupBy(installed.get(name) ?? [], ({ version = '' }) => version);
    versions.delete('');
    return [...versions].flatMap(([version, found]) => problemsOf({ version, found, known, examined }));
  });
  return problems.toSorted(
    (left, right) =>
      SEVERITIES.indexOf(right.severity) - SEVERITIES.indexOf(left.severity) ||
      left.package.localeCompare(right.package) ||
      left.advisory.localeCompare(right.advisory),
  );
}

function problemsOf(facts: {
  version: string;
  found: readonly LockedPackage[];
  known: readonly Advisory[];
  examined: Examined;
}): Problem[] {
  const { version, found, known, examined } = facts;
  const affecting = known.filter((advisory) => affects(advisory, version));
  if (affecting.length === 0) return [];
  const ways = found.map(({ key }) => waysTo(key, examined));
  const shortest = ways.map((way) => way.shortest).toSorted((left, right) => left.length - right.length);
  const clearedBy = clearingVersion(version, known);
  return [...Map.groupBy(affecting, ({ id }) => id)].map(([advisory, parts]) => ({
    advisory,
    title: parts[0]?.title ?? '',
    url: parts[0]?.url ?? '',
    severity: worstSeverity(parts.map(({ severity }) => severity)),
    isMalware: parts.some(({ isMalware }) => isMalware),
    said: saidBy(parts),
    package: found[0]?.name ?? '',
    version,
    keys: found.map(({ key }) => key),
    entries: [...new Set(ways.flatMap(({ entries }) => entries))].toSorted(),
    shortest: shortest[0] ?? '',
    clearedBy,
  }));
}

function saidBy(parts: readonly Advisory[]): Problem['said'] {
  const bySource = Map.groupBy(parts, ({ source }) => source);
  return Object.fromEntries(
    [...bySource].map(([source, said]) => [source, worstSeverity(said.map(({ severity }) => severity))]),
  );
}
