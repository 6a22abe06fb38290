import { join } from 'node:path';
import { changedSince } from '../git/changed-lines.ts';
import { mergeBase } from '../git/commits.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { Demands } from './demands.ts';
import type { FileCoverage } from './file-coverage.ts';
import { stalenessOf } from './freshness.ts';
import { matcherOf } from './globs.ts';
import { measureBase, noBaseNamed, type BaseFacts } from './measure-base.ts';
import { withSomethingToRun } from './nothing-to-run.ts';
import { patchOf, type Patch } from './patch.ts';
import { placeFiles } from './place-files.ts';
import { readReports } from './reports.ts';
import { belowFolder, sourceTreeAt, type SourceTree } from './source-tree.ts';
import type { Whereabouts } from './whereabouts.ts';

/** All that a decision is made from. */
export interface Measurement {
  readonly tree: SourceTree;
  /** By their path below the folder, without what is excluded. */
  readonly files: readonly FileCoverage[];
  /** Why the reports can’t be believed. */
  readonly doubts: readonly Finding[];
  /** Sources that no report knows, and globs of sources that name none. */
  readonly unmeasured: readonly string[];
  readonly emptySources: readonly string[];
  readonly patch: Patch | undefined;
  readonly base: BaseFacts | undefined;
}

/** Gathers what the demands are about, and no more. `UserError` coverage-missing, coverage-invalid, base-missing, program-missing. */
export async function measure(where: Whereabouts, demands: Demands): Promise<Measurement> {
  const tree = await sourceTreeAt(where.folder);
  const isExcluded = matcherOf(demands.exclude);
  const { files: reported, sources } = await readReports({
    folder: where.reportFolder,
    globs: where.reports,
    format: where.format,
  });
  const { files, paths, doubts } = placeFiles(reported, tree, isExcluded);
  const stale = await stalenessOf({ tree, reports: sources, paths, files, where });
  const began = await beginningOf(tree, where, demands);
  return {
    tree,
    files,
    doubts: [...doubts, ...stale],
    ...(await sourcesIn(tree, files, demands)),
    patch:
      demands.patch === undefined || began === undefined
        ? undefined
        : await patchOf({ ...demands, tree, files, changes: await changedSince(tree.root, began) }),
    base:
      demands.ratchet === undefined || began === undefined
        ? undefined
        : await measureBase({ where, tree, began, isExcluded }),
  };
}

/** The commit that the change began at; `undefined` where nobody asks. */
async function beginningOf(
  { root, isRepository }: SourceTree,
  { base }: Whereabouts,
  { patch, ratchet }: Demands,
): Promise<string | undefined> {
  if (patch === undefined && ratchet === undefined) return undefined;
  if (base === undefined || !isRepository) throw noBaseNamed(isRepository);
  return mergeBase(root, base);
}

async function sourcesIn(
  tree: SourceTree,
  files: readonly FileCoverage[],
  { source, exclude }: Demands,
): Promise<Pick<Measurement, 'unmeasured' | 'emptySources'>> {
  const known = new Set(files.map(({ path }) => path));
  const isExcluded = matcherOf(exclude);
  const there = tree.files
    .map((path) => belowFolder(tree, path))
    .filter((path) => path !== undefined)
    .filter((path) => !isExcluded(path));
  const named = source.map((glob) => there.filter(matcherOf([glob])));
  const unknown = [...new Set(named.flat())].filter((path) => !known.has(path)).toSorted();
  return {
    unmeasured: await withSomethingToRun(unknown, (path) => join(tree.root, tree.folder, path)),
    emptySources: source.filter((_glob, index) => named[index]?.length === 0),
  };
}
