import { execa } from 'execa';
import { fullNames, type GitCommit, type GitFile, type GitStore } from './git-store.ts';

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%B'].join('%x1f');
const IDENTITY = {
  GIT_AUTHOR_NAME: 'GitHub',
  GIT_AUTHOR_EMAIL: 'noreply@github.com',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.com',
};

/** A real repository, bare or not, asked with git itself. */
export function bareGit(folder: string): GitStore {
  async function git(...args: string[]): Promise<string | undefined> {
    const { stdout, exitCode } = await execa('git', ['-C', folder, ...args], {
      reject: false,
      env: IDENTITY,
    });
    return exitCode === 0 ? stdout : undefined;
  }
  async function commits(...args: string[]): Promise<GitCommit[]> {
    const text = (await git('log', '-z', `--format=${FIELDS}`, ...args)) ?? '';
    return text.split('\0').filter(Boolean).map(commitIn);
  }
  return {
    async resolve(ref) {
      const isHash = /^[0-9a-f]{7,40}$/.test(ref);
      for (const name of [...fullNames(ref), ...(isHash ? [ref] : [])]) {
        const sha = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
        if (sha !== undefined) return sha;
      }
      return undefined;
    },
    async refs(prefix) {
      const text = (await git('for-each-ref', '--format=%(refname) %(objectname)')) ?? '';
      const all = text
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' '));
      return all.map(([ref = '', sha = '']) => ({ ref, sha })).filter(({ ref }) => ref.startsWith(prefix));
    },
    async setRef(ref, sha) {
      const args = sha === undefined ? ['-d', ref] : [ref, sha];
      if ((await git('update-ref', ...args)) === undefined) throw new Error(`git cannot set ${ref}.`);
    },
    commit: async (sha) => (await commits('-1', sha))[0],
    log: (sha) => commits(sha),
    between: (base, head) => commits('--reverse', `${base}..${head}`),
    async mergeBase(one, other) {
      return await git('merge-base', one, other);
    },
    async changedFiles(base, head) {
      const text = (await git('diff', '--name-status', '--no-renames', '-z', base, head)) ?? '';
      const parts = text.split('\0').filter(Boolean);
      const files = parts.flatMap((letter, at) =>
        at % 2 === 0 ? [{ path: parts[at + 1] ?? '', status: statusOf(letter) }] : [],
      );
      return Promise.all(
        files.map(async (file) => ({ ...file, ...hunksIn(await git('diff', base, head, '--', file.path)) })),
      );
    },
    async file(sha, path) {
      const args = ['-C', folder, 'cat-file', 'blob', `${sha}:${path}`];
      const { stdout, exitCode } = await execa('git', args, { reject: false, encoding: 'buffer' });
      return exitCode === 0 ? Buffer.from(stdout) : undefined;
    },
    async merge({ into, head, message }) {
      const tree = await git('merge-tree', '--write-tree', into, head);
      if (tree === undefined) return undefined;
      return await git('commit-tree', tree.split('\n')[0] ?? '', '-p', into, '-p', head, '-m', message);
    },
  };
}

function commitIn(text: string): GitCommit {
  const [sha = '', tree = '', parents = '', name = '', email = '', date = '', message = ''] =
    text.split('\x1f');
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    message: message.trimEnd(),
    author: { name, email, date },
  };
}

/** GitHub gives a patch without the lines that name the files. */
function hunksIn(diff = ''): Pick<GitFile, 'patch'> {
  const at = diff.search(/^@@ /m);
  return at === -1 ? {} : { patch: diff.slice(at) };
}

function statusOf(letter: string): GitFile['status'] {
  if (letter === 'A') return 'added';
  return letter === 'D' ? 'removed' : 'modified';
}
