/** The repository's issues: what is asked of them, and nothing more. Rejects with `UserError` github-refused or -unreachable. */
export interface Issues {
  /** Those with the label, the newest first; open ones unless all are wanted. */
  labelled(label: string, state?: 'open' | 'all'): Promise<readonly Issue[]>;
  /** The newest comments' texts. */
  commentsOf(issue: number): Promise<readonly string[]>;
  open(wish: { title: string; body: string; label: string }): Promise<number>;
  comment(issue: number, body: string): Promise<void>;
  close(issue: number): Promise<void>;
}

export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
}
