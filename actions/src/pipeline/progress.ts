/** How a command tells a person what it does. */
export interface Progress {
  /** Shows `title` while `work` goes on, and `note`s under it; then whether it went well, and how long it took. */
  task<Result>(
    title: string,
    work: (note: (text: string) => void) => Promise<Result>,
    /** Whether a result is what was hoped for; without it any is. */
    isWell?: (result: Result) => boolean,
  ): Promise<Result>;
  /** Text of its own: a plan, a table. */
  show(text: string): void;
}
