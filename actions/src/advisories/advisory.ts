import { satisfies, validRange } from 'semver';

/** From harmless to worst; the registry’s own words. */
export const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who says so: the registry, or a folder of OSV records. */
export type Source = 'registry' | 'osv';

export interface Advisory {
  readonly source: Source;
  /** `GHSA-…`, `MAL-…`, or what else its source calls it. */
  readonly id: string;
  readonly package: string;
  readonly title: string;
  readonly url: string;
  /** Malware is always critical. */
  readonly severity: Severity;
  readonly isMalware: boolean;
  /** The versions that have it, as a range of npm’s own language. */
  readonly range: string;
}

export function isAtLeast(severity: Severity, level: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(level);
}

/** The worst of several; `info` of none. */
export function worstSeverity(severities: readonly Severity[]): Severity {
  return SEVERITIES.findLast((severity) => severities.includes(severity)) ?? 'info';
}

/** As npm itself has it: prereleases count, and loose spelling is understood. A range that says nothing means all. */
const LIKE_NPM = { includePrerelease: true, loose: true } as const;

export function affects({ range }: Pick<Advisory, 'range'>, version: string): boolean {
  return validRange(range, LIKE_NPM) === null || satisfies(version, range, LIKE_NPM);
}
