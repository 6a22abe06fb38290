/** What is asked of GitHub, and nothing more. Every function rejects with `UserError` github-refused or github-unreachable. */
export interface GitHub {
  pullRequest(number: number): Promise<PullRequest>;
  /** The hash of all files of a commit. Needs `contents: read`. */
  treeOf(commit: string): Promise<string>;
  /** Logins of whoever wrote or committed a commit of the pull request. */
  commitAuthors(number: number): Promise<readonly string[]>;
  comments(number: number): Promise<readonly Comment[]>;
  addComment(number: number, body: string): Promise<Comment>;
  changeComment(id: number, body: string): Promise<void>;
  /** `admin`, `write`, `read` or `none`. */
  permissionOf(login: string): Promise<string>;
}

export interface PullRequest {
  /** The newest commit. */
  readonly head: string;
  /** What merging it gives, or gave: what is tried out before, and what stays after. */
  readonly merged: string | null;
  readonly isMerged: boolean;
  readonly author: string;
}

export interface Comment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}
