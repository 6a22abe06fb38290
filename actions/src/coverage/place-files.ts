import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from '../verdict/verdict.ts';
import { mergeFiles, type FileCoverage } from './file-coverage.ts';
import { matchPaths } from './match-paths.ts';
import { belowFolder, type SourceTree } from './source-tree.ts';

export interface PlacedFiles {
  /** By their path below the folder. What the reports know of other folders is left out. */
  readonly files: readonly FileCoverage[];
  /** By the report's path: the path below the root, for those that are in the tree. */
  readonly paths: ReadonlyMap<string, string>;
  readonly doubts: readonly Finding[];
}

/**
 * Puts what reports say to the files of the tree. A path that fits none, though it may be there on disk (what is generated, what
 * is installed), is a doubt: such a report was made from other sources. `isExcluded` is asked with a path below the folder.
 */
export function placeFiles(
  reported: ReadonlyMap<string, FileCoverage>,
  tree: SourceTree,
  isExcluded: (path: string) => boolean,
): PlacedFiles {
  const { paths, ambiguous, unknown } = matchPaths([...reported.keys()], tree);
  const files = new Map<string, FileCoverage>();
  for (const [written, file] of reported) {
    const path = placeOf(written, paths, tree);
    if (path === undefined || isExcluded(path)) continue;
    const known = files.get(path);
    const placed = { ...file, path };
    files.set(path, known === undefined ? placed : mergeFiles(known, placed));
  }
  const lost = unknown.filter((path) => !isExcluded(plain(path)) && !existsSync(resolve(tree.root, path)));
  const torn = ambiguous.filter(({ path }) => !isExcluded(plain(path)));
  return { files: [...files.values()], paths, doubts: [...torn.map(doubtful), ...lost.map(otherSources)] };
}

function placeOf(written: string, paths: ReadonlyMap<string, string>, tree: SourceTree): string | undefined {
  const known = paths.get(written);
  if (known !== undefined) return belowFolder(tree, known);
  return existsSync(resolve(tree.root, written)) ? plain(written) : undefined;
}

/** For globs: without a drive, a leading slash, or backslashes. */
function plain(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(?:[A-Za-z]:)?\/+/, '');
}

function doubtful({ path, candidates }: { path: string; candidates: readonly string[] }): Finding {
  return {
    code: 'path-ambiguous',
    place: path,
    message: `The report’s ${path} may be ${candidates.join(' or ')}.`,
    remedy:
      'Set `working-directory` to the package that the report is of, or have it write paths from the root.',
  };
}

function otherSources(path: string): Finding {
  return {
    code: 'coverage-stale',
    place: path,
    message: `The report tells of ${path}, which fits no file here.`,
    remedy:
      'Measure these very sources. What is generated elsewhere and not there now can be left out with `exclude`.',
  };
}
