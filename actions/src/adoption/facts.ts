import type { ScannedSources } from '../configuration/drift/scan-sources.ts';
import type { EnvironmentFile } from '../configuration/strict-environment-file.ts';
import type { PackageFile } from './package-file.ts';
import type { StartCommand } from './start-command.ts';

/** What was seen in a repository; nothing of it is decided yet. */
export interface RepositoryFacts {
  /** The repository’s root: an absolute path. */
  readonly root: string;
  /** The folder of the service from there; `.` for the root itself. */
  readonly workspace: string;
  readonly packageFile: PackageFile;
  /** npm, Yarn or pnpm, by the lock files that are there. */
  readonly lockFiles: readonly string[];
  /** What git has or would take, below the workspace. */
  readonly files: ReadonlySet<string>;
  readonly start: StartCommand | undefined;
  /** The entry as a path below the workspace. */
  readonly entry: string | undefined;
  /** Folders below the workspace that git ignores and that hold what was built. */
  readonly ignored: readonly string[];
  readonly routes: readonly string[];
  readonly hasServerCode: boolean;
  readonly frameworks: readonly string[];
  readonly example: { readonly path: string; readonly file: EnvironmentFile } | undefined;
  /** `undefined` where there is no source of its own to look at. */
  readonly sources: ScannedSources | undefined;
  /** A folder of SQL migrations, and whether they are of Tidegate’s form. */
  readonly migrations: { readonly path: string; readonly isOurs: boolean } | undefined;
}
