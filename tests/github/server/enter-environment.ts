import { allowsRef, environmentNamed, rulesInForce } from './environments.ts';
import { addDeploymentStatus } from './routes/deployment-statuses.ts';
import type { Conclusion, Deployment, DeploymentState, Environment, Run } from './things.ts';
import type { World } from './world.ts';

export interface EntryWish {
  readonly run: Run;
  readonly environment: string;
  /** GITHUB_REF: branch policies look at it. */
  readonly ref: string;
  /** As in `environment: {deployment: …}`. Default true: GitHub then makes a deployment of its own. */
  readonly deployment?: boolean;
}

export interface Entry {
  /** `refused`: the ref is not let in; the job fails. `waiting`: for a review or a timer; see `settled`. */
  readonly state: 'admitted' | 'refused' | 'waiting';
  readonly reason: string | undefined;
  /** Whether the job may go on. */
  readonly settled: Promise<boolean>;
  /** Its own deployment’s id. */
  readonly deployment: number | null;
  /** The job is over: the deployment gets the job’s conclusion, healthy or not. */
  finish(conclusion: Conclusion, url?: string): void;
}

const BOT = { kind: 'GITHUB_TOKEN', login: 'github-actions[bot]' } as const;
/** Nobody approved: the job fails. https://docs.github.com/en/actions/reference/limits */
const PATIENCE_MS = 30 * 86_400_000;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments */
export function enterEnvironment(
  world: World,
  { run, environment: name, ref, deployment: isOwn = true }: EntryWish,
): Entry {
  const environment = environmentNamed(world, name);
  if (!allowsRef(world, { environment, ref })) {
    const reason = `Branch "${ref.replace(/^refs\/\w+\//, '')}" is not allowed to deploy to ${environment.name} due to environment protection rules.`;
    return {
      state: 'refused',
      reason,
      settled: Promise.resolve(false),
      deployment: null,
      finish: noDeployment,
    };
  }
  const deployment = isOwn ? ownDeployment(world, { run, environment, ref }) : undefined;
  const finish = deployment === undefined ? noDeployment : finisher(world, deployment);
  const common = { reason: undefined, deployment: deployment?.id ?? null, finish };
  if (!mustWait(world, environment)) return { ...common, state: 'admitted', settled: Promise.resolve(true) };
  return { ...common, state: 'waiting', settled: waitFor(world, { run, environment, deployment }) };
}

function mustWait(world: World, { reviewers, waitTimer }: Environment): boolean {
  return rulesInForce(world).reviewers && (reviewers.length > 0 || waitTimer > 0);
}

function waitFor(
  world: World,
  {
    run,
    environment,
    deployment,
  }: { run: Run; environment: Environment; deployment: Deployment | undefined },
): Promise<boolean> {
  const before = run.status;
  run.status = 'waiting';
  if (deployment !== undefined)
    addDeploymentStatus(world, { deployment, caller: BOT, wish: { state: 'waiting' } });
  return new Promise((resolve) => {
    const pending = {
      environment: environment.name,
      startedAt: world.now(),
      deployment: deployment?.id ?? null,
      settle(state: 'approved' | 'rejected') {
        const at = run.pending.indexOf(pending);
        if (at === -1) return;
        run.pending.splice(at, 1);
        if (run.pending.length === 0 && run.status === 'waiting')
          run.status = before === 'queued' ? 'queued' : 'in_progress';
        if (deployment !== undefined && state === 'rejected')
          addDeploymentStatus(world, { deployment, caller: BOT, wish: { state: 'failure' } });
        resolve(state === 'approved');
      },
    };
    run.pending.push(pending);
    const payload = { environment: environment.name, workflow_run: { id: run.id } };
    world.events.tell({ event: 'deployment_review', action: 'requested', payload, by: BOT });
  });
}

/** After time was let pass: timers end, and what nobody approved in 30 days fails. */
export function passTimers(world: World): void {
  for (const run of world.runs)
    for (const pending of [...run.pending]) {
      const environment = environmentNamed(world, pending.environment);
      const waited = world.time() - Date.parse(pending.startedAt);
      if (waited > PATIENCE_MS) pending.settle('rejected');
      else if (environment.reviewers.length === 0 && waited >= environment.waitTimer * 60_000)
        pending.settle('approved');
    }
}

function ownDeployment(
  world: World,
  { run, environment, ref }: { run: Run; environment: Environment; ref: string },
): Deployment {
  const deployment: Deployment = {
    id: world.nextId(),
    sha: run.head_sha,
    ref: ref.replace(/^refs\/(heads|tags)\//, ''),
    task: 'deploy',
    payload: {},
    environment: environment.name,
    original_environment: environment.name,
    description: null,
    creator: BOT.login,
    transient_environment: false,
    production_environment: environment.name === 'production',
    created_at: world.now(),
    updated_at: world.now(),
    statuses: [],
  };
  world.deployments.push(deployment);
  return deployment;
}

function finisher(world: World, deployment: Deployment): Entry['finish'] {
  return (conclusion, url) => {
    const states: Partial<Record<Conclusion, DeploymentState>> = { success: 'success', skipped: 'inactive' };
    const state = states[conclusion] ?? 'failure';
    const wish = { state, ...(url === undefined ? {} : { environment_url: url }) };
    addDeploymentStatus(world, { deployment, caller: BOT, wish });
  };
}

function noDeployment(): void {
  // `deployment: false`, or never begun: nothing is recorded.
}
