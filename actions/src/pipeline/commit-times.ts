import { execa } from 'execa';

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * When each of the commits was made: by its full name, epoch milliseconds. One that the repository does not have (a shallow
 * clone, history written anew) is left out; without git, or outside of a repository, all are.
 */
export async function commitTimes(
  repository: string,
  commits: Iterable<string>,
): Promise<ReadonlyMap<string, number>> {
  // What begins with a dash would be an option.
  const asked = new Set([...commits].filter((commit) => COMMIT.test(commit)));
  if (asked.size === 0) return new Map();
  // Plumbing: `git log` would heed the user's settings.
  const argv = ['rev-list', '--no-walk', '--ignore-missing', '--timestamp', '--stdin'];
  const { stdout } = await execa('git', argv, {
    cwd: repository,
    input: [...asked].map((commit) => `${commit}\n`).join(''),
    env: environment(),
    extendEnv: false,
    reject: false,
  });
  const lines = stdout.split('\n').map((line) => line.split(' '));
  return new Map(
    lines.flatMap(([seconds, commit]) => (commit !== undefined ? [[commit, Number(seconds) * 1000]] : [])),
  );
}

/** Without GIT_DIR and its like, which git sets in hooks, and without fetching what a partial clone left out. */
function environment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, LC_ALL: 'C', GIT_NO_LAZY_FETCH: '1' };
}
