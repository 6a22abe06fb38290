/** Workflow runs. Rejects with `UserError` github-refused or -unreachable. */
export interface Runs {
  /** Whether it has ended, or is known no more. */
  isOver(run: string): Promise<boolean>;
  /** Those that wait for a reviewer, a machine or their turn. */
  unfinished(): Promise<readonly WorkflowRun[]>;
  /** Those of one workflow, by its file’s name, for a commit; the newest first. */
  ofCommit(workflow: string, commit: string): Promise<readonly WorkflowRun[]>;
}

export interface WorkflowRun {
  readonly id: number;
  /** Of the workflow. */
  readonly name: string;
  readonly status: string | null;
  /** `null` while it has not ended. */
  readonly conclusion: string | null;
  /** Of its newest attempt, ISO 8601. */
  readonly startedAt: string;
  readonly page: string;
}
