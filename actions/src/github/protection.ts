/** How GitHub guards an environment, and who said yes to a run. Rejects with `UserError` github-refused or -unreachable. */
export interface Protection {
  /** `undefined` for an environment that there isn't. */
  environment(name: string): Promise<ProtectedEnvironment | undefined>;
  approvals(run: string): Promise<readonly Approval[]>;
}

export interface ProtectedEnvironment {
  /** How many users and teams are asked; one of them must say yes. */
  readonly reviewers: number;
  /** Whether administrators may go on without. */
  readonly adminsMayBypass: boolean;
}

export interface Approval {
  readonly environments: readonly string[];
  readonly state: string;
  readonly by: string;
}
