import type { Routes } from '../answer.ts';
import { artifactRoutes } from './artifacts.ts';
import { attestationRoutes } from './attestations.ts';
import { branchPolicyRoutes } from './branch-policies.ts';
import { commentRoutes } from './comments.ts';
import { commitStatusRoutes } from './commit-statuses.ts';
import { commitRoutes } from './commits.ts';
import { deploymentStatusRoutes } from './deployment-statuses.ts';
import { deploymentRoutes } from './deployments.ts';
import { dispatchRoutes } from './dispatches.ts';
import { environmentRoutes } from './environments.ts';
import { gitRoutes } from './git.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { mergeRoutes } from './merges.ts';
import { peopleRoutes } from './people.ts';
import { pullRoutes } from './pulls.ts';
import { releaseAssetRoutes } from './release-assets.ts';
import { releaseRoutes } from './releases.ts';
import { reviewRoutes } from './reviews.ts';
import { rulesetRoutes } from './rulesets.ts';
import { runRoutes } from './runs.ts';
import { secretRoutes } from './secrets.ts';
import { settingsRoutes } from './settings.ts';
import { variableRoutes } from './variables.ts';

export const allRoutes: Routes = {
  ...artifactRoutes,
  ...attestationRoutes,
  ...branchPolicyRoutes,
  ...commentRoutes,
  ...commitRoutes,
  ...commitStatusRoutes,
  ...deploymentRoutes,
  ...deploymentStatusRoutes,
  ...dispatchRoutes,
  ...environmentRoutes,
  ...gitRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...mergeRoutes,
  ...peopleRoutes,
  ...pullRoutes,
  ...releaseAssetRoutes,
  ...releaseRoutes,
  ...reviewRoutes,
  ...rulesetRoutes,
  ...runRoutes,
  ...secretRoutes,
  ...settingsRoutes,
  ...variableRoutes,
};
