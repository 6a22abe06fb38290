/** Workflow runs. Rejects with `UserError` github-refused or -unreachable. */
export interface Runs {
  /** Whether it has ended, or is known no more. */
  isOver(run: string): Promise<boolean>;
}
