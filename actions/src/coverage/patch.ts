import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ChangedFile, LineRange } from '../git/changed-lines.ts';
import { statementLineOf } from './continuation.ts';
import { isHitAt, type Counters, type Totals } from './counters.ts';
import { linesOf, type FileCoverage } from './file-coverage.ts';
import { matcherOf } from './globs.ts';
import { hasNothingToRun } from './nothing-to-run.ts';
import { belowFolder, type SourceTree } from './source-tree.ts';

/** What the change touched, as the reports see it. Paths are below the folder. */
export interface Patch {
  /** How many files changed at all, whatever they are. */
  readonly changed: number;
  readonly totals: Totals;
  readonly files: readonly PatchedFile[];
  /** Changed sources that no report knows. */
  readonly unmeasured: readonly string[];
  /** Changed sources of which the reports have numbers but no lines. */
  readonly withoutLines: readonly string[];
}

interface PatchedFile {
  readonly path: string;
  readonly totals: Totals;
  readonly uncovered: readonly LineRange[];
}

/** What is no source unless it is said to be: tests aren’t measured by themselves. */
const TESTS = [
  '**/*.{test,spec}.*',
  '**/*_test.*',
  '**/test_*.*',
  '**/{test,tests,__tests__,spec}/**',
  '**/*.d.{ts,mts,cts}',
];

/** Lays the reports over the changed lines. A file is a source when `source` says so, or else when files of its kind are measured. */
export async function patchOf(facts: {
  readonly tree: SourceTree;
  readonly files: readonly FileCoverage[];
  readonly changes: readonly ChangedFile[];
  readonly source: readonly string[];
  readonly exclude: readonly string[];
}): Promise<Patch> {
  const { tree, changes } = facts;
  const known = new Map(facts.files.map((file) => [file.path, file]));
  const isSource = sourceMatcher(facts);
  const files: PatchedFile[] = [];
  const unmeasured: string[] = [];
  const withoutLines: string[] = [];
  for (const { path: whole, ranges, isGone } of changes) {
    const path = belowFolder(tree, whole);
    if (path === undefined || isGone) continue;
    const file = known.get(path);
    const lines = file === undefined ? undefined : linesOf(file);
    if (lines !== undefined) files.push(await patchedFile(join(tree.root, whole), { path, ranges, lines }));
    else if (file !== undefined) withoutLines.push(path);
    else if (isSource(path) && !(await hasNothingToRun(join(tree.root, whole)))) unmeasured.push(path);
  }
  return { changed: changes.length, totals: sumOf(files), files, unmeasured, withoutLines };
}

function sourceMatcher(facts: Parameters<typeof patchOf>[0]): (path: string) => boolean {
  const isExcluded = matcherOf(facts.exclude);
  const isNamed = matcherOf(facts.source);
  if (facts.source.length > 0) return (path) => isNamed(path) && !isExcluded(path);
  const kinds = new Set(facts.files.map(({ path }) => extname(path)));
  const isTest = matcherOf(TESTS);
  return (path) => kinds.has(extname(path)) && !isTest(path) && !isExcluded(path);
}

async function patchedFile(
  place: string,
  { path, ranges, lines }: { path: string; ranges: readonly LineRange[]; lines: Counters },
): Promise<PatchedFile> {
  const text = (await readFile(place, 'latin1')).split('\n');
  const totals = { found: 0, hit: 0 };
  const uncovered: LineRange[] = [];
  function isCounted(line: number): boolean {
    return isHitAt(lines, line) !== undefined;
  }
  for (const { from, to } of ranges) {
    for (let line = from; line <= to; line += 1) {
      const counter = isCounted(line) ? line : statementLineOf(text, line, isCounted);
      const isHit = counter === undefined ? undefined : isHitAt(lines, counter);
      if (isHit === undefined) continue;
      totals.found += 1;
      if (isHit) totals.hit += 1;
      else extend(uncovered, line);
    }
  }
  return { path, totals, uncovered };
}

function extend(ranges: LineRange[], line: number): void {
  const last = ranges.at(-1);
  if (last?.to === line - 1) ranges[ranges.length - 1] = { from: last.from, to: line };
  else ranges.push({ from: line, to: line });
}

function sumOf(files: readonly PatchedFile[]): Totals {
  const sum = { found: 0, hit: 0 };
  for (const { totals } of files) {
    sum.found += totals.found;
    sum.hit += totals.hit;
  }
  return sum;
}
