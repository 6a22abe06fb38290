import { UserError } from '../errors.ts';
import { commitOf } from '../git/commits.ts';
import { filesAt } from '../git/repository.ts';
import type { Finding } from '../verdict/verdict.ts';
import { placeFiles } from './place-files.ts';
import { readReports } from './reports.ts';
import type { SourceTree } from './source-tree.ts';
import { totalsOfFiles, type MetricTotals } from './totals.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What was covered where the change began. */
export interface BaseFacts {
  /** The merge-base. */
  readonly commit: string;
  readonly totals: MetricTotals;
  /** Why its report can’t be compared with. */
  readonly doubts: readonly Finding[];
}

/**
 * Reads the report of the commit where the change began: not of the newest one of the branch, which others have changed
 * meanwhile. `UserError` base-missing, coverage-invalid.
 */
export async function measureBase(facts: {
  readonly where: Whereabouts;
  readonly tree: SourceTree;
  readonly began: string;
  readonly isExcluded: (path: string) => boolean;
}): Promise<BaseFacts> {
  const { where, tree, began, isExcluded } = facts;
  const head = await commitOf(tree.root, 'HEAD');
  const reported = await baseReports(where);
  const before = { ...tree, files: await filesAt(tree.root, began) };
  const { files, paths } = placeFiles(reported, before, isExcluded);
  const known = where.baseCommit === undefined ? undefined : await commitOf(tree.root, where.baseCommit);
  const doubts = [
    ...(known === began
      ? []
      : [unrelated(`is of ${where.baseCommit ?? 'a commit that nobody names'}`, began)]),
    ...(reported.size > 0 && paths.size === 0 ? [unrelated('names no file that was there', began)] : []),
    ...(head === began ? [sameCommit(began)] : []),
  ];
  return { commit: began, totals: totalsOfFiles(files), doubts };
}

async function baseReports(where: Whereabouts): Promise<Awaited<ReturnType<typeof readReports>>['files']> {
  try {
    const { files } = await readReports({
      folder: where.reportFolder,
      globs: where.baseReports,
      format: where.format,
    });
    return files;
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'coverage-missing') throw error;
    const { message, cause } = error;
    const remedy = 'Keep each commit’s report (as an artifact, say), and give the one of the merge-base.';
    throw new UserError({ code: 'base-missing', message: `Of the base: ${message}`, remedy, cause });
  }
}

export function noBaseNamed(isRepository: boolean): UserError {
  return new UserError({
    code: 'base-missing',
    message: isRepository
      ? 'Expected a base to compare the change with, found none.'
      : 'Expected a git repository, to see what changed, found none.',
    remedy: 'Name it as `base`: origin/<branch>, or a commit. On pull requests it is known by itself.',
  });
}

function unrelated(what: string, began: string): Finding {
  return {
    code: 'base-unrelated',
    message: `Expected the base’s report to be of ${began}, where the change began; it ${what}.`,
    remedy: 'Give the report of just that commit, and name the commit as `base-commit`.',
  };
}

/** After a merge the branch is its own base, and would be compared with itself. */
function sameCommit(began: string): Finding {
  return {
    code: 'base-unrelated',
    message: `HEAD and its base are one commit, ${began}: it would be compared with itself.`,
    remedy: 'On pushes name the commit before as `base`: ${{ github.event.before }}.',
  };
}
