import { satisfies, validRange } from 'semver';
import type { Severity } from './severity.ts';

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

/** As npm itself has it: prereleases count, and loose spelling is understood. A range that says nothing means all. */
const LIKE_NPM = { includePrerelease: true, loose: true } as const;

export function affects({ range }: Pick<Advisory, 'range'>, version: string): boolean {
  return validRange(range, LIKE_NPM) === null || satisfies(version, range, LIKE_NPM);
}
