/** The repository’s commits and refs: a real bare repository, or what the test says there is. */
export interface GitStore {
  /** Of a branch, a tag, `refs/…`, `heads/…`, `tags/…` or a (shortened) hash: the commit’s hash. */
  resolve(ref: string): Promise<string | undefined>;
  /** All under a prefix such as `refs/heads/`. */
  refs(prefix: string): Promise<readonly GitRef[]>;
  /** Makes or moves one; `undefined` removes it. */
  setRef(ref: string, sha: string | undefined): Promise<void>;
  commit(sha: string): Promise<GitCommit | undefined>;
  /** Newest first, with all ancestors. */
  log(sha: string): Promise<readonly GitCommit[]>;
  /** Ancestors of `head` that are none of `base`, oldest first. */
  between(base: string, head: string): Promise<readonly GitCommit[]>;
  mergeBase(one: string, other: string): Promise<string | undefined>;
  changedFiles(base: string, head: string): Promise<readonly GitFile[]>;
  file(sha: string, path: string): Promise<Buffer | undefined>;
  /** A merge commit of both, or undefined where they conflict. */
  merge(wish: { into: string; head: string; message: string }): Promise<string | undefined>;
}

export interface GitRef {
  readonly ref: string;
  readonly sha: string;
}

export interface GitFile {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  /** The hunks; without them where a test made the commit up. */
  readonly patch?: string;
}

export interface GitCommit {
  readonly sha: string;
  /** The hash of all its files. */
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string; readonly date: string };
}

/** In the order in which git looks: https://git-scm.com/docs/gitrevisions */
export function fullNames(ref: string): string[] {
  return [ref, `refs/${ref}`, `refs/tags/${ref}`, `refs/heads/${ref}`].filter((name) =>
    name.startsWith('refs/'),
  );
}
