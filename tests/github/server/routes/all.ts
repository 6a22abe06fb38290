import type { Routes } from '../answer.ts';
import { artifactRoutes } from './artifacts.ts';
import { branchPolicyRoutes } from './branch-policies.ts';
import { commitStatusRoutes } from './commit-statuses.ts';
import { deploymentStatusRoutes } from './deployment-statuses.ts';
import { deploymentRoutes } from './deployments.ts';
import { dispatchRoutes } from './dispatches.ts';
import { environmentRoutes } from './environments.ts';
import { reviewRoutes } from './reviews.ts';
import { runRoutes } from './runs.ts';
import { secretRoutes } from './secrets.ts';
import { variableRoutes } from './variables.ts';

export const allRoutes: Routes = {
  ...artifactRoutes,
  ...branchPolicyRoutes,
  ...commitStatusRoutes,
  ...deploymentRoutes,
  ...deploymentStatusRoutes,
  ...dispatchRoutes,
  ...environmentRoutes,
  ...reviewRoutes,
  ...runRoutes,
  ...secretRoutes,
  ...variableRoutes,
};
