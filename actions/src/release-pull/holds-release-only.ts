/** A file that differs between main and the head of the pull request, as GitHub’s comparison shows it. */
export interface ChangedFile {
  readonly path: string;
  readonly status: string;
  /** A unified diff; missing where it is binary or too large. */
  readonly patch: string | undefined;
}

/** Nothing of these is run. */
const NOTES = ['CHANGELOG.md', '.release-please-manifest.json'];
const VERSIONED = /(?:^|\/)package(?:-lock)?\.json$/;
const VERSION_LINE = /^[+-]\s*"version": "(?<version>\d+\.\d+\.\d+)",?$/;
/** As many as GitHub lists at the most: https://docs.github.com/rest/commits/commits#compare-two-commits */
const MOST_FILES = 300;

/**
 * What the pull request has beyond versions and notes: nothing, when it is what release-please writes. Its artifact’s own
 * configuration contract is run with the secrets of production before anybody reviewed it, so that code in it is none’s to add.
 */
export function beyondARelease(files: readonly ChangedFile[]): readonly string[] {
  const foreign = files.filter((file) => !isNote(file) && !isVersioned(file)).map(({ path }) => path);
  const versions = files.filter(isVersioned).flatMap(({ patch = '' }) => changedLines(patch));
  const before = new Set(versions.filter(({ sign }) => sign === '-').map(({ version }) => version));
  const after = new Set(versions.filter(({ sign }) => sign === '+').map(({ version }) => version));
  return [
    ...foreign,
    ...(before.size > 1 || after.size > 1 ? ['several versions at once'] : []),
    ...(files.length >= MOST_FILES ? ['more files than GitHub lists'] : []),
  ];
}

function isNote({ path, status }: ChangedFile): boolean {
  return NOTES.includes(path) && ['added', 'modified'].includes(status);
}

function isVersioned({ path, status, patch }: ChangedFile): boolean {
  if (!VERSIONED.test(path) || status !== 'modified' || patch === undefined) return false;
  return changedLines(patch).every(({ version }) => version !== undefined);
}

function changedLines(
  patch: string,
): readonly { readonly sign: string; readonly version: string | undefined }[] {
  return patch
    .split('\n')
    .filter((line) => line.startsWith('+') || line.startsWith('-'))
    .map((line) => ({ sign: line.slice(0, 1), version: VERSION_LINE.exec(line)?.groups?.['version'] }));
}
