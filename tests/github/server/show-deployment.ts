import { without } from './without.ts';
import type { Deployment, DeploymentStatus } from './things.ts';
import { apiUrl, showUser, type World } from './world.ts';

export function showDeployment(world: World, deployment: Deployment): object {
  const rest = without(deployment, 'statuses');
  const url = apiUrl(world, `/deployments/${deployment.id}`);
  return {
    url,
    ...rest,
    creator: showUser(world, deployment.creator),
    statuses_url: `${url}/statuses`,
    repository_url: apiUrl(world, ''),
  };
}

export function showDeploymentStatus(
  world: World,
  { deployment, status }: { deployment: Deployment; status: DeploymentStatus },
): object {
  const url = apiUrl(world, `/deployments/${deployment.id}`);
  return {
    url: `${url}/statuses/${status.id}`,
    ...status,
    target_url: status.log_url,
    creator: showUser(world, status.creator),
    updated_at: status.created_at,
    deployment_url: url,
    repository_url: apiUrl(world, ''),
  };
}
