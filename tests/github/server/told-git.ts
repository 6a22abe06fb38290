import { createHash, randomBytes } from 'node:crypto';
import { fullNames, type GitCommit, type GitFile, type GitStore } from './git-store.ts';

export interface ToldCommit {
  readonly sha?: string;
  readonly parents?: readonly string[];
  readonly message?: string;
  /** Login or name. */
  readonly author?: string;
  /** What it changes: the new content, or null for what it removes. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** The branch that it is the newest commit of, whose newest commit until now is its parent. */
  readonly branch?: string;
}

interface Kept extends GitCommit {
  readonly files: Readonly<Record<string, string | null>>;
}

export interface ToldGit extends GitStore {
  addCommit(told: ToldCommit): string;
}

/** Commits and refs that a test makes up. Two that change one file conflict. */
export function toldGit(now: () => number): ToldGit {
  const commits = new Map<string, Kept>();
  const refs = new Map<string, string>();
  const order: string[] = [];

  function ancestors(sha: string): Set<string> {
    const found = new Set<string>();
    const open = [sha];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(commits.get(next)?.parents ?? []));
    }
    return found;
  }
  function among(shas: ReadonlySet<string>): Kept[] {
    return order.filter((sha) => shas.has(sha)).flatMap((sha) => commits.get(sha) ?? []);
  }
  function between(base: string, head: string): Kept[] {
    const known = ancestors(base);
    return among(new Set([...ancestors(head)].filter((sha) => !known.has(sha))));
  }
  function treeOf(sha: string): Map<string, string> {
    const tree = new Map<string, string>();
    for (const { files } of among(ancestors(sha)))
      for (const [path, content] of Object.entries(files))
        if (content === null) tree.delete(path);
        else tree.set(path, content);
    return tree;
  }
  function addCommit({ branch, ...told }: ToldCommit): string {
    const sha = told.sha ?? randomBytes(20).toString('hex');
    const tip = branch === undefined ? undefined : refs.get(`refs/heads/${branch}`);
    const author = told.author ?? 'ann';
    const kept: Kept = {
      sha,
      tree: '',
      parents: told.parents ?? (tip === undefined ? [] : [tip]),
      message: told.message ?? 'Change something',
      author: { name: author, email: `${author}@example.com`, date: new Date(now()).toISOString() },
      files: told.files ?? {},
    };
    commits.set(sha, kept);
    order.push(sha);
    const files = JSON.stringify([...treeOf(sha)].toSorted());
    commits.set(sha, { ...kept, tree: createHash('sha1').update(files).digest('hex') });
    if (branch !== undefined) refs.set(`refs/heads/${branch}`, sha);
    return sha;
  }
  function resolve(ref: string): string | undefined {
    const byName = fullNames(ref).flatMap((name) => refs.get(name) ?? []);
    if (byName[0] !== undefined) return byName[0];
    return /^[0-9a-f]{7,40}$/.test(ref) ? order.find((sha) => sha.startsWith(ref)) : undefined;
  }
  function mergeBase(one: string, other: string): string | undefined {
    const theirs = ancestors(other);
    return among(new Set([...ancestors(one)].filter((sha) => theirs.has(sha)))).at(-1)?.sha;
  }
  function merge({
    into,
    head,
    message,
  }: {
    into: string;
    head: string;
    message: string;
  }): string | undefined {
    const ours = new Set(between(head, into).flatMap(({ files }) => Object.keys(files)));
    const theirs = between(into, head).flatMap(({ files }) => Object.keys(files));
    return theirs.some((path) => ours.has(path)) ? undefined : addCommit({ parents: [into, head], message });
  }
  return {
    addCommit,
    resolve: (ref) => Promise.resolve(resolve(ref)),
    refs(prefix) {
      const names = [...refs.keys()].filter((ref) => ref.startsWith(prefix)).toSorted();
      return Promise.resolve(names.map((ref) => ({ ref, sha: refs.get(ref) ?? '' })));
    },
    setRef(ref, sha) {
      if (sha === undefined) refs.delete(ref);
      else refs.set(ref, sha);
      return Promise.resolve();
    },
    commit: (sha) => Promise.resolve(commits.get(sha)),
    log: (sha) => Promise.resolve(among(ancestors(sha)).toReversed()),
    between: (base, head) => Promise.resolve(between(base, head)),
    mergeBase: (one, other) => Promise.resolve(mergeBase(one, other)),
    changedFiles: (base, head) => Promise.resolve(differences(treeOf(base), treeOf(head))),
    file(sha, path) {
      const content = treeOf(sha).get(path);
      return Promise.resolve(content === undefined ? undefined : Buffer.from(content));
    },
    merge: (wish) => Promise.resolve(merge(wish)),
  };
}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): GitFile[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths.flatMap((path): GitFile[] => {
    if (before.get(path) === after.get(path)) return [];
    if (!before.has(path)) return [{ path, status: 'added' }];
    return [{ path, status: after.has(path) ? 'modified' : 'removed' }];
  });
}
