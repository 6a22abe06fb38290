import { askGit } from './run-git.ts';

/** What came to a branch in one step: a pull request's merge or squash, or a commit that was pushed. */
export interface Change {
  readonly commit: string;
  /** Without the number, for a merge the pull request's own title. */
  readonly title: string;
  /** The pull request's number, where the commit's message says it. */
  readonly pull: number | undefined;
}

export interface Changes {
  /** The newest first. */
  readonly steps: readonly Change[];
  /** All commits, those inside of merges as well. */
  readonly commits: number;
}

/** A message may hold anything but NUL. */
const FORMAT = ['--no-commit-header', '--format=tformat:%H%x00%s%x00%b%x00'];

/** What `to` has and `from` has not; `undefined` where this checkout does not have both. */
export async function changesBetween(
  folder: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Changes | undefined> {
  const range = `${from}..${to}`;
  // Plumbing: `git log` would heed the user's settings.
  const steps = await askGit(folder, ['rev-list', '--first-parent', ...FORMAT, range, '--']);
  const count = await askGit(folder, ['rev-list', '--count', range, '--']);
  if (steps === undefined || count === undefined) return undefined;
  return { steps: stepsIn(steps.toString('utf8')), commits: Number(count.toString().trim()) };
}

/** The pull request that a commit's message says it merges; `undefined` where it says none, or the commit is not here. */
export async function pullNamedBy(folder: string, commit: string): Promise<number | undefined> {
  const message = await askGit(folder, ['rev-list', '--max-count=1', ...FORMAT, commit, '--']);
  return stepsIn(message?.toString('utf8') ?? '')[0]?.pull;
}

function stepsIn(text: string): Change[] {
  const fields = text.split('\0');
  return Array.from({ length: Math.floor(fields.length / 3) }, (_, index) => {
    const [commit = '', subject = '', body = ''] = fields.slice(3 * index, 3 * index + 3);
    return { commit: commit.trim(), ...titleOf(subject, body) };
  });
}

/** As GitHub writes the messages of merges and squashes, unless somebody changes them. */
function titleOf(subject: string, body: string): Pick<Change, 'title' | 'pull'> {
  const merge = /^Merge pull request #(\d+) from /.exec(subject);
  if (merge !== null) {
    const title = body.split('\n').find((line) => line.trim() !== '');
    return { title: title ?? subject, pull: Number(merge[1]) };
  }
  const squash = /^(.*\S)\s*\(#(\d+)\)$/.exec(subject);
  if (squash === null) return { title: subject, pull: undefined };
  return { title: squash[1] ?? subject, pull: Number(squash[2]) };
}
