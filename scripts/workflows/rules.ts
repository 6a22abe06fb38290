import type { Problem, Repository, Rule } from './rule.ts';
import { callsPassEverySecret, secretsAreNeverInherited } from './rules/calls.ts';
import {
  approvalsHoldNoQueue,
  deployingJobsQueue,
  environmentsAreThePolicys,
  jobsMakeNoDeployments,
  rollbackIsReachable,
} from './rules/environments.ts';
import { conditionsNameEachNeed, jobsEndInTime, oneJobAsksAll, permissionsAreNamed } from './rules/jobs.ts';
import {
  checkoutsKeepNoCredentials,
  foreignStepsArePinned,
  nothingIsCached,
  scriptsHoldNoExpressions,
  stepsGetEverySecret,
} from './rules/steps.ts';

/** What no linter of the platform knows: how the workflows of a deployment pipeline hold together. */
export const RULES: readonly Rule[] = [
  foreignStepsArePinned,
  checkoutsKeepNoCredentials,
  nothingIsCached,
  scriptsHoldNoExpressions,
  stepsGetEverySecret,
  jobsEndInTime,
  permissionsAreNamed,
  conditionsNameEachNeed,
  oneJobAsksAll,
  secretsAreNeverInherited,
  callsPassEverySecret,
  environmentsAreThePolicys,
  jobsMakeNoDeployments,
  deployingJobsQueue,
  approvalsHoldNoQueue,
  rollbackIsReachable,
];

export function structuralProblems(repository: Repository): readonly Problem[] {
  return RULES.flatMap((rule) => rule(repository));
}
