import { secretsInForce } from './environments.ts';
import { enterEnvironment, type Entry, type EntryWish } from './enter-environment.ts';
import { runtimeToken } from './runtime-token.ts';
import { showRun } from './show-run.ts';
import type { Conclusion, Job, Kept, Run, RunStatus, Vault, Workflow } from './things.ts';
import type { World } from './world.ts';

export interface RunWish {
  /** Path of its file, as `.github/workflows/pipeline.yml`; made known where it isn’t. */
  readonly workflow: string;
  readonly event: string;
  readonly sha: string;
  readonly branch?: string | null;
  readonly actor: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export interface Progress {
  readonly status: RunStatus;
  readonly conclusion?: Conclusion;
}

/** What GitHub’s scheduler does, for whoever runs workflows in a test. */
export interface RunnerSide {
  addWorkflow(wish: Omit<Workflow, 'id'>): Workflow;
  startRun(wish: RunWish): Run;
  progressRun(run: Run, progress: Progress): void;
  addJob(run: Run, name: string): Job;
  progressJob(job: Job, progress: Progress & { steps?: Job['steps'] }): void;
  /** A job comes to its `environment:`; protection rules hold it there. */
  enterEnvironment(wish: EntryWish): Entry;
  /** An administrator lets a waiting job through, as in the web page: there is no such route. */
  bypass(wish: { run: Run; environment: string; by: string }): void;
  /** For ACTIONS_RUNTIME_TOKEN. */
  runtimeToken(wish: { run: Run; job: string }): string;
  /** What `secrets.*` has in a job of this environment, which wins over the repository. */
  secretsFor(environment?: string): Record<string, string>;
  variablesFor(environment?: string): Record<string, string>;
  /** Set by hand, without a request. */
  setSecret(name: string, wish: { value: string; environment?: string }): void;
  setVariable(name: string, wish: { value: string; environment?: string }): void;
}

export function runnerSide(world: World): RunnerSide {
  return {
    addWorkflow: (wish) => addWorkflow(world, wish),
    startRun: (wish) => startRun(world, wish),
    progressRun(run, { status, conclusion }) {
      run.status = status;
      run.conclusion = conclusion ?? null;
      run.updated_at = world.now();
      if (status !== 'completed') return;
      const payload = { workflow_run: showRun(world, run) };
      // Whatever a job’s token may not start, the end of a run may: workflow_run is GitHub’s own event.
      world.events.tell({
        event: 'workflow_run',
        action: 'completed',
        payload,
        by: { kind: 'app', login: run.actor },
      });
    },
    addJob: (run, name) => addJob(world, { run, name }),
    progressJob(job, { status, conclusion, steps }) {
      job.status = status;
      job.conclusion = conclusion ?? null;
      if (status === 'completed') job.completed_at = world.now();
      if (steps !== undefined) job.steps = steps;
    },
    enterEnvironment: (wish) => enterEnvironment(world, wish),
    bypass: ({ run, environment, by }) => {
      bypass(world, { run, environment, by });
    },
    runtimeToken: ({ run, job }) => runtimeToken(world, { run: run.id, attempt: run.run_attempt, job }),
    secretsFor: (environment) => ({
      ...valuesOf(world.vault.secrets),
      ...(environment === undefined || !secretsInForce(world)
        ? {}
        : valuesOf(vaultOf(world, environment).secrets)),
    }),
    variablesFor: (environment) => ({
      ...valuesOf(world.vault.variables),
      ...(environment === undefined ? {} : valuesOf(vaultOf(world, environment).variables)),
    }),
    setSecret: (name, { value, environment }) => {
      keep(world, vaultOf(world, environment).secrets, { name, value });
    },
    setVariable: (name, { value, environment }) => {
      keep(world, vaultOf(world, environment).variables, { name, value });
    },
  };
}

function addWorkflow(world: World, wish: Omit<Workflow, 'id'>): Workflow {
  const workflow = { id: world.nextId(), ...wish };
  world.workflows.push(workflow);
  return workflow;
}

export function startRun(world: World, wish: RunWish): Run {
  const workflow =
    world.workflows.find(({ path }) => path === wish.workflow) ??
    addWorkflow(world, { name: wish.workflow, path: wish.workflow, dispatch: null });
  const run: Run = {
    id: world.nextId(),
    workflow: workflow.path,
    name: workflow.name,
    run_number: world.runs.filter((each) => each.workflow === workflow.path).length + 1,
    run_attempt: 1,
    event: wish.event,
    head_sha: wish.sha,
    head_branch: wish.branch ?? null,
    actor: wish.actor,
    triggering_actor: wish.actor,
    status: 'queued',
    conclusion: null,
    created_at: world.now(),
    updated_at: world.now(),
    pending: [],
    approvals: [],
    inputs: wish.inputs ?? {},
  };
  world.runs.push(run);
  return run;
}

function addJob(world: World, { run, name }: { run: Run; name: string }): Job {
  const job: Job = {
    id: world.nextId(),
    run: run.id,
    attempt: run.run_attempt,
    name,
    status: 'queued',
    conclusion: null,
    started_at: world.now(),
    completed_at: null,
    steps: [],
  };
  world.jobs.push(job);
  return job;
}

function bypass(world: World, { run, environment, by }: { run: Run; environment: string; by: string }): void {
  const known = world.environments.get(environment.toLowerCase());
  if (known?.canAdminsBypass !== true || world.users.get(by)?.role !== 'admin')
    throw new Error(`${by} can’t pass ${environment}’s protection.`);
  const pending = run.pending.filter((each) => each.environment === known.name);
  for (const each of pending) each.settle('approved');
}

function vaultOf(world: World, environment: string | undefined): Vault {
  if (environment === undefined) return world.vault;
  const known = world.environments.get(environment.toLowerCase());
  if (known === undefined) throw new Error(`There is no environment ${environment}.`);
  return known.vault;
}

function valuesOf(kept: ReadonlyMap<string, Kept>): Record<string, string> {
  return Object.fromEntries([...kept.values()].map(({ name, value }) => [name, value]));
}

function keep(world: World, kept: Map<string, Kept>, { name, value }: { name: string; value: string }): void {
  kept.set(name.toUpperCase(), {
    name: name.toUpperCase(),
    value,
    created_at: world.now(),
    updated_at: world.now(),
  });
}
