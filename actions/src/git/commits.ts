import { UserError } from '../errors.ts';
import { askGit, runGit } from './run-git.ts';

/** The full id of the commit that a name stands for; `undefined` where there is none here. */
export async function commitOf(folder: string, name: string): Promise<string | undefined> {
  const output = await askGit(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  return output?.toString().trim();
}

/** Where HEAD and the base parted: what a change is compared with. `UserError` base-missing. */
export async function mergeBase(folder: string, base: string): Promise<string> {
  const commit = await commitOf(folder, base);
  if (commit === undefined)
    throw noBase(`Expected the commit ${JSON.stringify(base)} in this checkout, found no such commit.`);
  const { exitCode, output, errors } = await runGit(folder, ['merge-base', commit, 'HEAD']);
  const found = output.toString().trim();
  if (exitCode === 0 && /^[0-9a-f]{40,64}$/.test(found)) return found;
  const why = errors === '' ? 'none in this checkout' : errors;
  throw noBase(`Expected a commit that HEAD and ${base} have in common, found ${why}.`);
}

function noBase(message: string): UserError {
  return new UserError({
    code: 'base-missing',
    message,
    remedy:
      'Check out with `fetch-depth: 0`, and name a base that is there: a branch as origin/<name>, or a commit.',
  });
}
