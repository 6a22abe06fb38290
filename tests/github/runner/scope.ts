import type { Status } from './evaluate.ts';
import type { Groups } from './concurrency.ts';
import type { Equipment } from './desk.ts';
import type { JobView } from './job-view.ts';
import type { Machines } from './machines.ts';
import type { Combination } from './matrix.ts';
import type { Permissions } from './permissions.ts';
import type { Conclusion, JobHandle, ServerRun, Status as ServerStatus } from './server-port.ts';
import type { JobDefinition, Workflow } from './read-workflow.ts';
import type { Plain } from './value.ts';

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface JobResult {
  /** What `needs.<job>.result` says. */
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
  /** Without what `continue-on-error` forgives: for a re-run. */
  readonly outcome: Result;
}

/** What the jobs of a run ask of it. */
export interface RunInProgress {
  readonly equipment: Equipment;
  readonly groups: Groups;
  readonly machines: Machines;
  readonly serverRun: ServerRun;
  readonly ref: string;
  /** Of a pull request from a fork: it reads, and has no secret. */
  readonly isFork: boolean;
  readonly isCancelled: boolean;
  readonly attempts: {
    keeps(scope: Scope, job: JobDefinition): boolean;
    isDependent(scope: Scope, job: JobDefinition): boolean;
  };
  github(): Plain;
  workflowAt(path: string): Workflow;
  /** Gives the function that forgets it. */
  onCancel(cancel: () => void): () => void;
  /** What to do when the job’s runner is lost. Gives the function that forgets it. */
  onLost(view: JobView, lose: () => void): () => void;
  addView(wish: Pick<JobView, 'id' | 'name'>): JobView;
  progressView(view: JobView, status: ServerStatus): void;
  finishView(view: JobView, conclusion: Conclusion, outputs?: JobView['outputs']): void;
  handleFor(view: JobView, permissions: Permissions): JobHandle;
  record(id: string, result: JobResult): JobResult;
  keep(id: string): JobResult;
}

/** One workflow in a run: the run's own, or one that a job calls. */
export interface Scope {
  readonly run: RunInProgress;
  readonly workflow: Workflow;
  readonly inputs: Readonly<Record<string, Plain>>;
  /** Of a job in that environment. */
  readonly secrets: (environment?: string) => Readonly<Record<string, string>>;
  /** Tokens can only shrink down the chain. */
  readonly allowed: Permissions;
  /** `call.` for what a job named call calls. */
  readonly prefix: string;
  readonly namePrefix: string;
  readonly signal: AbortSignal;
  /** Whose concurrency groups it is in. */
  readonly ancestors: readonly object[];
  readonly results: Map<string, JobResult>;
  /** In a re-run: the call itself runs again, and so everything in it. */
  readonly isDirty: boolean;
}

/** One job of a scope; of a matrix one of its combinations. */
export interface Instance {
  readonly scope: Scope;
  readonly job: JobDefinition;
  /** github, needs, vars, inputs, strategy, matrix. */
  readonly contexts: Readonly<Record<string, Plain>>;
  readonly combination: Combination;
  readonly signal: AbortSignal;
}

export function worst(results: readonly Result[]): Result {
  for (const result of ['failure', 'cancelled'] as const) if (results.includes(result)) return result;
  return results.includes('success') ? 'success' : 'skipped';
}

/**
 * `success()` looks at every ancestor, and one that was skipped has not succeeded.
 * https://github.com/actions/runner/issues/2205 https://github.com/actions/runner/issues/491
 */
export function statusFor(scope: Scope, { needs }: JobDefinition): Status {
  const ancestors = ancestorsOf(scope.workflow.jobs, needs).map((id) => scope.results.get(id)?.result);
  const cancelled = isCancelled(scope);
  return {
    cancelled,
    success: !cancelled && ancestors.every((result) => result === 'success'),
    failure: !cancelled && ancestors.includes('failure'),
  };
}

export function isCancelled({ run, signal }: Scope): boolean {
  return run.isCancelled || signal.aborted;
}

export function ancestorsOf(jobs: readonly JobDefinition[], needs: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const open = [...needs];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(jobs.find((job) => job.id === id)?.needs ?? []));
  }
  return [...found];
}

/** Only those it names; jobs further up are not in the context. */
export function needsContext({ results }: Scope, { needs }: JobDefinition): Plain {
  const pairs = needs.map((id) => {
    const { result = 'skipped', outputs = {} } = results.get(id) ?? {};
    return [id, { result, outputs }];
  });
  return Object.fromEntries(pairs) as Plain;
}
