/** GitHub's record of deployments: what is asked of it, and nothing more. Rejects with `UserError` github-refused or -unreachable. */
export interface Deployments {
  /** Those of an environment, the newest first, page by page as they are asked for. */
  list(environment: string): AsyncIterable<Deployment>;
  /** Of one deployment, the newest first. */
  statuses(deployment: number): Promise<readonly DeploymentStatus[]>;
  /** Tells whether it is there already before it tries a second time: by `isSame`, of the payload. */
  create(wish: NewDeployment): Promise<number>;
  addStatus(deployment: number, status: NewStatus): Promise<void>;
}

export interface Deployment {
  /** Grows with each one. */
  readonly id: number;
  readonly task: string;
  readonly sha: string;
  /** As whoever made it gave it: an object, or text. */
  readonly payload: unknown;
}

export interface DeploymentStatus {
  readonly state: string;
  readonly description: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface NewDeployment {
  readonly environment: string;
  /** The full commit. */
  readonly commit: string;
  readonly task: 'deploy' | 'rollback';
  readonly payload: object;
  readonly description: string;
  readonly isProduction: boolean;
  /** Whether a payload is the one of this wish. */
  readonly isSame: (payload: unknown) => boolean;
}

export interface NewStatus {
  readonly state: 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';
  readonly description: string;
  readonly logUrl: string | null;
  readonly environmentUrl: string | null;
}
