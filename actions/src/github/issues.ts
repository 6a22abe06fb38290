/** The repository's issues: what is asked of them, and nothing more. Rejects with `UserError` github-refused or -unreachable. */
export interface Issues {
  /** Open ones with the label. */
  labelled(label: string): Promise<readonly Issue[]>;
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
}
