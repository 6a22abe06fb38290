import type { Caller, Role } from './tokens.ts';

export interface User {
  readonly login: string;
  readonly id: number;
  role: Role;
}

export interface Settings {
  immutableReleases: boolean;
  /** Default as GitHub’s: a job can’t open pull requests until somebody allows it. */
  actionsMayApprovePullRequests: boolean;
  defaultTokenPermissions: 'read' | 'write';
  actionsAreOn: boolean;
  allowedActions: 'all' | 'local_only' | 'selected';
  shaPinningRequired: boolean;
  /** Whether an environment’s `can_admins_bypass` can be set by a request. */
  takesBypass: boolean;
  selectedActions: { github_owned_allowed: boolean; verified_allowed: boolean; patterns_allowed: string[] };
  repository: Record<string, unknown>;
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly context: string;
  readonly description: string | null;
  readonly target_url: string | null;
  readonly creator: string;
  readonly created_at: string;
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Issue {
  readonly number: number;
  readonly id: number;
  readonly user: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  labels: string[];
  readonly created_at: string;
  updated_at: string;
  closed_at: string | null;
  /** There for a pull request: each is an issue too. */
  pull?: Pull;
}

export interface Pull {
  head: string;
  headSha: string;
  base: string;
  readonly isFork: boolean;
  isDraft: boolean;
  merged_at: string | null;
  merge_commit_sha: string | null;
  /** As they were when it was merged; until then they are read from git. */
  mergedOnto: string | null;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly user: string;
  body: string;
  readonly created_at: string;
  updated_at: string;
}

export type DeploymentState =
  'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success' | 'waiting';

export interface DeploymentStatus {
  readonly id: number;
  readonly state: DeploymentState;
  readonly creator: string;
  readonly description: string;
  readonly environment: string;
  readonly log_url: string;
  readonly environment_url: string;
  readonly created_at: string;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly payload: unknown;
  readonly environment: string;
  readonly original_environment: string;
  readonly description: string | null;
  readonly creator: string;
  readonly transient_environment: boolean;
  readonly production_environment: boolean;
  readonly created_at: string;
  updated_at: string;
  /** Oldest first. */
  readonly statuses: DeploymentStatus[];
}

export interface Reviewer {
  readonly type: 'User' | 'Team';
  readonly id: number;
}

export interface BranchPolicy {
  readonly id: number;
  name: string;
  readonly type: 'branch' | 'tag';
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  waitTimer: number;
  preventSelfReview: boolean;
  canAdminsBypass: boolean;
  reviewers: Reviewer[];
  branches: 'all' | 'protected' | 'custom';
  branchPolicies: BranchPolicy[];
  readonly vault: Vault;
  readonly created_at: string;
  updated_at: string;
}

export interface Kept {
  readonly name: string;
  value: string;
  readonly created_at: string;
  updated_at: string;
}

export interface Vault {
  /** By name. GitHub never gives a value back; the workflow runner reads it here. */
  readonly secrets: Map<string, Kept>;
  readonly variables: Map<string, Kept>;
}

export interface Workflow {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  /** Whether `on:` has workflow_dispatch, and with what inputs. */
  readonly dispatch: {
    readonly inputs: Readonly<
      Record<string, { required?: boolean; type?: string; options?: readonly string[]; default?: unknown }>
    >;
  } | null;
}

export type RunStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type Conclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'neutral'
  | 'action_required'
  | 'startup_failure';

export interface Run {
  readonly id: number;
  readonly workflow: string;
  readonly name: string;
  readonly run_number: number;
  run_attempt: number;
  readonly event: string;
  readonly head_sha: string;
  readonly head_branch: string | null;
  /** Login of whoever started it at first; a re-run has their rights. */
  readonly actor: string;
  triggering_actor: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  readonly created_at: string;
  updated_at: string;
  readonly pending: PendingDeployment[];
  readonly approvals: Approval[];
  /** Of a dispatch. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface PendingDeployment {
  readonly environment: string;
  readonly startedAt: string;
  readonly deployment: number | null;
  readonly settle: (state: 'approved' | 'rejected') => void;
}

export interface Approval {
  readonly environments: readonly string[];
  readonly state: 'approved' | 'rejected';
  readonly user: string;
  readonly comment: string;
}

export interface Job {
  readonly id: number;
  readonly run: number;
  readonly attempt: number;
  readonly name: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  started_at: string;
  completed_at: string | null;
  steps: readonly {
    name: string;
    number: number;
    status: 'queued' | 'in_progress' | 'completed';
    conclusion: string | null;
  }[];
}

export interface Artifact {
  readonly id: number;
  readonly run: number;
  readonly attempt: number;
  readonly name: string;
  readonly mimeType: string;
  bytes: Buffer;
  digest: string | null;
  readonly isFinal: boolean;
  readonly created_at: string;
  expires_at: string;
}

export interface Release {
  readonly id: number;
  tag_name: string;
  target_commitish: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  immutable: boolean;
  readonly author: string;
  readonly created_at: string;
  published_at: string | null;
}

export interface Asset {
  readonly id: number;
  readonly release: number;
  name: string;
  label: string | null;
  readonly content_type: string;
  readonly bytes: Buffer;
  readonly digest: string;
  readonly uploader: string;
  readonly created_at: string;
  downloads: number;
}

export interface Attestation {
  readonly id: number;
  readonly bundle: unknown;
  readonly subjects: readonly string[];
  readonly predicateType: string;
  readonly by: Pick<Caller, 'login'>;
}

export interface Ruleset {
  readonly id: number;
  readonly created_at: string;
  updated_at: string;
  content: Record<string, unknown>;
}
