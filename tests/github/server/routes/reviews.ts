import { ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { environmentNamed } from '../environments.ts';
import { showDeployment } from '../show-deployment.ts';
import { showEnvironment, showReviewers } from '../show-environment.ts';
import type { Environment, PendingDeployment, Run } from '../things.ts';
import type { Caller } from '../tokens.ts';
import type { World } from '../world.ts';
import { runIn } from './runs.ts';

const RUN = '/actions/runs/{run_id}';

export const reviewRoutes: Routes = {
  [`GET ${RUN}/pending_deployments`](asked) {
    const run = runIn(asked);
    return ok(run.pending.map((pending) => showPending(asked, { run, pending })));
  },
  [`POST ${RUN}/pending_deployments`]: review,
  [`GET ${RUN}/approvals`]: (asked) =>
    ok(runIn(asked).approvals.map((approval) => showApproval(asked.world, approval))),
};

function showPending(
  { world, caller }: Asked,
  { run, pending }: { run: Run; pending: PendingDeployment },
): object {
  const environment = environmentNamed(world, pending.environment);
  return {
    environment: namesOf(world, environment),
    wait_timer: environment.waitTimer,
    wait_timer_started_at: environment.waitTimer > 0 ? pending.startedAt : null,
    current_user_can_approve: whyNot(world, { caller, run, environment }) === undefined,
    reviewers: showReviewers(world, environment.reviewers),
  };
}

/**
 * One approval of a required reviewer is enough; a job’s own token is nobody’s reviewer.
 * https://docs.github.com/en/rest/actions/workflow-runs#review-pending-deployments-for-a-workflow-run
 */
function review(asked: Asked): Answer {
  const { world, caller, body } = asked;
  const run = runIn(asked);
  const wish = body as {
    environment_ids: readonly number[];
    state: 'approved' | 'rejected';
    comment: string;
  };
  if (wish.environment_ids.length === 0) throw new Refusal(422, 'No environment_ids given');
  if (caller.kind !== 'person') throw new Refusal(403, 'Resource not accessible by integration');
  const chosen = wish.environment_ids.map((id) => pendingOf(world, { run, id }));
  const reasons = chosen.flatMap(({ environment }) => whyNot(world, { caller, run, environment }) ?? []);
  if (reasons.length > 0) throw new Refusal(422, reasons.join('\n'), { errors: reasons });
  const environments = chosen.map(({ environment }) => environment.name);
  run.approvals.unshift({ environments, state: wish.state, user: caller.login, comment: wish.comment });
  for (const { pending } of chosen) pending.settle(wish.state);
  const payload = { workflow_run: { id: run.id }, environments };
  world.events.tell({ event: 'deployment_review', action: wish.state, payload, by: caller });
  const deployments = world.deployments.filter(({ id }) =>
    chosen.some(({ pending }) => pending.deployment === id),
  );
  return ok(deployments.map((each) => showDeployment(world, each)));
}

function pendingOf(
  world: World,
  { run, id }: { run: Run; id: number },
): { environment: Environment; pending: PendingDeployment } {
  for (const pending of run.pending) {
    const environment = environmentNamed(world, pending.environment);
    if (environment.id === id) return { environment, pending };
  }
  throw new Refusal(422, `There is no pending deployment of environment ${id} in this run`);
}

/** Why this caller can’t review it. */
function whyNot(
  world: World,
  { caller, run, environment }: { caller: Caller; run: Run; environment: Environment },
): string | undefined {
  const isReviewer = environment.reviewers.some(({ type, id }) =>
    type === 'User'
      ? world.users.get(caller.login)?.id === id
      : [...world.teams.values()].some((team) => team.id === id && team.members.includes(caller.login)),
  );
  if (caller.kind !== 'person' || !isReviewer)
    return `${caller.login} is no required reviewer of ${environment.name}`;
  const isSelf = caller.login === run.actor || caller.login === run.triggering_actor;
  if (environment.preventSelfReview && isSelf)
    return `${caller.login} started this run, and ${environment.name} prevents self-review`;
  return undefined;
}

function showApproval(
  world: World,
  { environments, user, state, comment }: Run['approvals'][number],
): object {
  const login = user;
  const shown = environments.map((name) => showEnvironment(world, environmentNamed(world, name)));
  return {
    state,
    comment,
    user: { login, id: world.users.get(login)?.id ?? 1, type: 'User' },
    environments: shown,
  };
}

function namesOf(world: World, environment: Environment): object {
  const { id, node_id, name, url, html_url } = showEnvironment(world, environment) as Record<string, unknown>;
  return { id, node_id, name, url, html_url };
}
