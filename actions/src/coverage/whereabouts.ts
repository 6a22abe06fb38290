import type { Format } from './formats/read-report.ts';

/** Where everything is. */
export interface Whereabouts {
  /** The sources: globs of demands are below it. */
  readonly folder: string;
  /** What the globs of reports are below. */
  readonly reportFolder: string;
  readonly reports: readonly string[];
  readonly format: Format;
  /** How a report is known to be of these sources: by when both were written, or by a hash that was compared already. */
  readonly knownBy: 'time' | 'hash';
  /** The commit that the reports were made at, where it is known. */
  readonly commit?: string | undefined;
  /** The branch or commit that a change is to be compared with. */
  readonly base?: string | undefined;
  /** Reports of the commit where the change began. */
  readonly baseReports: readonly string[];
  readonly baseCommit?: string | undefined;
}
