import { created, found, invalid, ok, type Answer, type Asked, type Routes } from '../answer.ts';
import { pageOf } from '../page.ts';
import { showDeployment, showDeploymentStatus } from '../show-deployment.ts';
import type { Deployment, DeploymentState, DeploymentStatus } from '../things.ts';
import type { Caller } from '../tokens.ts';
import type { World } from '../world.ts';
import { deploymentIn } from './deployments.ts';

export const deploymentStatusRoutes: Routes = {
  'GET /deployments/{deployment_id}/statuses': listStatuses,
  'POST /deployments/{deployment_id}/statuses': postStatus,
  'GET /deployments/{deployment_id}/statuses/{status_id}': showStatus,
};

function listStatuses(asked: Asked): Answer {
  const deployment = deploymentIn(asked);
  const shown = deployment.statuses.map((status) =>
    showDeploymentStatus(asked.world, { deployment, status }),
  );
  return pageOf(asked, shown.toReversed());
}

function showStatus(asked: Asked): Answer {
  const deployment = deploymentIn(asked);
  const status = found(deployment.statuses.find(({ id }) => id === Number(asked.params['status_id'])));
  return ok(showDeploymentStatus(asked.world, { deployment, status }));
}

interface Wish {
  readonly state: DeploymentState;
  readonly log_url?: string;
  readonly target_url?: string;
  readonly description?: string;
  readonly environment?: string;
  readonly environment_url?: string;
  readonly auto_inactive?: boolean;
}

function postStatus(asked: Asked): Answer {
  const { world, caller } = asked;
  const deployment = deploymentIn(asked);
  const wish = asked.body as Wish;
  if ((wish.description ?? '').length > 140) throw invalid('DeploymentStatus', 'too_long', 'description');
  const status = addDeploymentStatus(world, { deployment, caller, wish });
  return created(showDeploymentStatus(world, { deployment, status }));
}

export function addDeploymentStatus(
  world: World,
  {
    deployment,
    caller,
    wish,
  }: { deployment: Deployment; caller: Pick<Caller, 'kind' | 'login'>; wish: Wish },
): DeploymentStatus {
  const status: DeploymentStatus = {
    id: world.nextId(),
    state: wish.state,
    creator: caller.login,
    description: wish.description ?? '',
    environment: wish.environment ?? deployment.environment,
    log_url: wish.log_url ?? wish.target_url ?? '',
    environment_url: wish.environment_url ?? '',
    created_at: world.now(),
  };
  deployment.statuses.push(status);
  deployment.updated_at = world.now();
  const payload = {
    deployment: showDeployment(world, deployment),
    deployment_status: showDeploymentStatus(world, { deployment, status }),
  };
  world.events.tell({ event: 'deployment_status', action: 'created', payload, by: caller });
  if (wish.state === 'success' && (wish.auto_inactive ?? true)) supersede(world, { deployment, caller });
  return status;
}

/**
 * `auto_inactive` passes over what is transient or of production: these stay "success" for ever.
 * https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status
 */
function supersede(
  world: World,
  { deployment, caller }: { deployment: Deployment; caller: Pick<Caller, 'kind' | 'login'> },
): void {
  const before = world.deployments.slice(0, world.deployments.indexOf(deployment));
  const superseded = before.filter(
    (each) =>
      each.environment === deployment.environment &&
      !each.transient_environment &&
      !each.production_environment &&
      each.statuses.at(-1)?.state === 'success',
  );
  for (const each of superseded)
    addDeploymentStatus(world, {
      deployment: each,
      caller,
      wish: { state: 'inactive', auto_inactive: false },
    });
}
