import { mkdir } from 'node:fs/promises';
import { execa } from 'execa';

export interface CheckOutWish {
  readonly repository: string;
  /** A branch, a tag, a full ref or a commit. */
  readonly wanted: string;
  readonly folder: string;
  /** 0 is all of every branch and tag. */
  readonly depth: number;
}

const NOT_FOUND = 44;
/**
 * In one shell: to start a process from a test is slow, from a shell it is not. From a path git would ignore `--depth`; a
 * plain fetch of a commit is allowed by protocol 2.
 */
const SCRIPT = `
set -e
repository=$1 depth=$2 branch=$3
shift 3
find . -mindepth 1 -maxdepth 1 -exec rm -rf {} +
for ref; do commit=$(git -C "$repository" rev-parse --verify --quiet "$ref^{commit}") && break; done
[ -n "$commit" ] || exit ${NOT_FOUND}
git init --quiet --initial-branch main
git remote add origin "$repository"
if [ "$depth" = 0 ]; then set -- --tags origin '+refs/heads/*:refs/remotes/origin/*'; else set -- --no-tags "--depth=$depth" origin; fi
git -c protocol.version=2 fetch --quiet --no-write-fetch-head "$@" "$commit"
if [ -n "$branch" ] && git -C "$repository" rev-parse --verify --quiet "refs/heads/$branch" >/dev/null
then git checkout --quiet --force -B "$branch" "$commit"
else git checkout --quiet --force --detach "$commit"
fi
echo "$commit"
`;

/** A clone with just that. Gives the commit. */
export async function checkOut({ repository, wanted, folder, depth }: CheckOutWish): Promise<string> {
  await mkdir(folder, { recursive: true });
  const branch = wanted.startsWith('refs/tags/') ? '' : wanted.replace(/^refs\/heads\//, '');
  const { stdout, exitCode } = await execa(
    'sh',
    ['-c', SCRIPT, 'check-out', repository, String(depth), branch, ...refsFor(wanted)],
    { ...inFolder(folder), reject: false },
  );
  if (exitCode === NOT_FOUND) throw new Error(`A branch or tag with the name '${wanted}' could not be found`);
  if (exitCode !== 0) throw new Error(`${wanted} could not be checked out of ${repository}`);
  return stdout.trim();
}

function refsFor(wanted: string): readonly string[] {
  if (/^[0-9a-f]{40}$/.test(wanted) || wanted.startsWith('refs/')) return [wanted];
  return [`refs/heads/${wanted}`, `refs/tags/${wanted}`];
}

/** Without anybody's settings. */
export async function gitIn(folder: string, given: readonly string[]): Promise<string> {
  return (await execa('git', given, inFolder(folder))).stdout;
}

function inFolder(cwd: string): { cwd: string; env: Record<string, string>; extendEnv: false } {
  return {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
    },
    extendEnv: false,
  };
}
