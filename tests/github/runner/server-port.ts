import type { Permissions } from './permissions.ts';

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'startup_failure';
export type Status = 'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';

export interface ServerRun {
  readonly id: number;
  readonly number: number;
}

export interface RunWish {
  readonly workflow: string;
  readonly name: string;
  readonly event: string;
  readonly sha: string;
  readonly branch: string | null;
  readonly actor: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Progress {
  readonly status: Status;
  readonly conclusion?: Conclusion;
  readonly steps?: readonly { readonly name: string; readonly conclusion: string }[];
}

/** What a job meets at its `environment:`. */
export interface Entry {
  readonly state: 'admitted' | 'refused' | 'waiting';
  readonly reason: string | undefined;
  /** Whether the job may go on. */
  readonly settled: Promise<boolean>;
  finish(conclusion: Conclusion, url?: string): void;
}

export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly digest: string;
}

export interface ArtifactStore {
  /** Refuses a name that the run has already, unless it is to be overwritten. */
  save(wish: {
    job: JobHandle;
    name: string;
    bytes: Buffer;
    overwrite: boolean;
    mimeType: string;
  }): Promise<StoredArtifact>;
  list(wish: { job: JobHandle; runId?: number }): Promise<readonly StoredArtifact[]>;
  read(wish: { job: JobHandle; id: number; runId?: number }): Promise<{ bytes: Buffer; mimeType: string }>;
}

export interface JobHandle {
  readonly run: ServerRun;
  readonly attempt: number;
  readonly id: number;
  /** Of this job, with just its permissions. */
  readonly token: string;
  readonly runtimeToken: string;
}

/** Something happened on GitHub that workflows may run for, or that a run must follow. */
export type ServerEvent =
  | {
      readonly kind: 'event';
      readonly event: string;
      readonly actor: string;
      readonly payload: Readonly<Record<string, unknown>>;
      /** Of a dispatch: the run that the server has already made. */
      readonly run?: ServerRun;
    }
  | { readonly kind: 'rerun'; readonly run: number; readonly failedOnly: boolean; readonly actor: string }
  | { readonly kind: 'cancel'; readonly run: number };

/** What the runner asks of a GitHub. */
export interface ServerPort {
  /** `owner/name`. */
  readonly slug: string;
  readonly apiUrl: string;
  readonly resultsUrl: string;
  readonly defaultBranch: string;
  readonly defaultPermissions: 'read' | 'write';
  /** Whether the repository allows actions only by their full commit. */
  demandsPins(): boolean;
  addWorkflow(wish: { path: string; name: string; inputs: Readonly<Record<string, unknown>> | null }): void;
  startRun(wish: RunWish): ServerRun;
  startAttempt(run: ServerRun, wish: { attempt: number; actor: string }): void;
  progressRun(run: ServerRun, progress: Progress): void;
  /** Its number. */
  addJob(run: ServerRun, wish: { attempt: number; name: string }): number;
  progressJob(id: number, progress: Progress): void;
  enterEnvironment(wish: { run: ServerRun; environment: string; ref: string; deployment: boolean }): Entry;
  /** The repository's alone, or the environment's alone. */
  secrets(environment?: string): Readonly<Record<string, string>>;
  variables(environment?: string): Readonly<Record<string, string>>;
  tokenFor(permissions: Permissions): string;
  revoke(token: string): void;
  runtimeToken(wish: { run: ServerRun; attempt: number; job: number }): string;
  readonly artifacts: ArtifactStore;
  onEvent(listener: (event: ServerEvent) => void): () => void;
}
