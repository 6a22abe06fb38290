import { UserError } from '../errors.ts';
import { commitOf } from '../git/commits.ts';
import { runGit } from '../git/run-git.ts';

const MOST_SHOWN = 20;

/**
 * What is packed must be what a commit has, and the commit the one that the run is about: an artifact says which commit it was
 * built from, and everything after believes it. `UserError` commit-differs or tree-dirty.
 */
export async function assertCheckout(folder: string, commit: string): Promise<void> {
  const head = await commitOf(folder, 'HEAD');
  if (head !== commit)
    throw new UserError({
      code: 'commit-differs',
      message: `Expected the commit ${commit} to be checked out, found ${head ?? 'none'}.`,
      remedy: 'Check out without `ref`, or say with `commit` which one is meant.',
    });
  const { exitCode, output, errors } = await runGit(folder, [
    'status',
    '--porcelain',
    '--untracked-files=all',
  ]);
  const changed = output
    .toString()
    .split('\n')
    .filter((line) => line !== '');
  if (exitCode === 0 && changed.length === 0) return;
  throw new UserError({
    code: 'tree-dirty',
    message: `Expected nothing but what ${commit.slice(0, 7)} has, found ${
      exitCode === 0 ? `${changed.length} changes:\n${changed.slice(0, MOST_SHOWN).join('\n')}` : errors
    }`,
    remedy: 'Commit it, ignore it, or let no step before this one write into the checkout.',
  });
}
