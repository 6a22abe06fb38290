import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { commitOf } from '../git/commits.ts';
import { isTracked } from '../git/repository.ts';
import type { Finding } from '../verdict/verdict.ts';
import { linesOf, type FileCoverage } from './file-coverage.ts';
import type { ReportFile } from './reports.ts';
import type { SourceTree } from './source-tree.ts';
import type { Whereabouts } from './whereabouts.ts';

/**
 * Why a report may not be of the sources at hand: it is older than they are, it was measured at another commit, it is kept in
 * git and so from who knows when, or it tells of lines that a file does not have.
 */
export async function stalenessOf(facts: {
  readonly tree: SourceTree;
  readonly reports: readonly ReportFile[];
  /** By the report's path: the path below the root. */
  readonly paths: ReadonlyMap<string, string>;
  readonly files: readonly FileCoverage[];
  readonly where: Whereabouts;
}): Promise<Finding[]> {
  const { tree, reports, paths, files, where } = facts;
  const doubts = [await ofAnotherCommit(tree, where.commit)];
  for (const report of where.knownBy === 'time' ? reports : [])
    doubts.push(
      await keptInGit(tree, join(where.reportFolder, report.name)),
      await olderThanSources(tree, report, paths),
    );
  for (const file of files) doubts.push(await beyondTheEnd(tree, file));
  return doubts.filter((doubt) => doubt !== undefined);
}

type Doubt = Promise<Finding | undefined>;

async function ofAnotherCommit({ root, isRepository }: SourceTree, measured: string | undefined): Doubt {
  if (measured === undefined) return undefined;
  const head = isRepository ? await commitOf(root, 'HEAD') : undefined;
  if (head !== undefined && head === (await commitOf(root, measured))) return undefined;
  return stale(`The report is of ${measured}, and this is ${head ?? 'no git repository'}.`);
}

async function keptInGit({ root, isRepository }: SourceTree, path: string): Doubt {
  const below = relative(root, await realpath(path));
  if (!isRepository || below.startsWith('..') || !(await isTracked(root, below))) return undefined;
  return stale(`${below} is kept in git: nothing shows that it was made from this commit.`, below);
}

async function olderThanSources(
  { root }: SourceTree,
  { name, writtenAt, paths }: ReportFile,
  placed: ReadonlyMap<string, string>,
): Doubt {
  for (const written of paths) {
    const path = placed.get(written);
    const changedAt = path === undefined ? undefined : await changeOf(join(root, path));
    if (changedAt !== undefined && changedAt > writtenAt)
      return stale(
        `${name} was written at ${new Date(writtenAt).toISOString()}, before ${path} was changed at ${new Date(changedAt).toISOString()}.`,
        name,
      );
  }
  return undefined;
}

async function changeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

/** Compilers count an empty line after the last line feed, so one more than there is may be told of. */
async function beyondTheEnd({ root, folder }: SourceTree, file: FileCoverage): Doubt {
  const last = (linesOf(file)?.at(-1) ?? 0) / 2;
  if (last < 1) return undefined;
  const lines = await lineCountOf(join(root, folder, file.path));
  if (lines === undefined || Math.floor(last) <= lines + 1) return undefined;
  return stale(
    `The report tells of line ${Math.floor(last)} of ${file.path}, which has ${lines}.`,
    file.path,
  );
}

async function lineCountOf(path: string): Promise<number | undefined> {
  let lines = 0;
  let last = 10;
  try {
    for await (const chunk of createReadStream(path)) {
      const bytes = chunk as Buffer;
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
      last = bytes.at(-1) ?? last;
    }
  } catch {
    // What is not below the folder, or can't be read, has no lines to compare with.
    return undefined;
  }
  return last === 10 ? lines : lines + 1;
}

function stale(message: string, place?: string): Finding {
  const remedy = 'Run the tests with coverage on this commit, in this workflow, and give what they write.';
  return { code: 'coverage-stale', message, remedy, ...(place === undefined ? {} : { place }) };
}
