import { UserError } from '../errors.ts';
import type { Given } from './given.ts';
import { ask } from './ask.ts';
import type { Repository } from './observe.ts';
import type { EnvironmentChange } from './plan.ts';
import { reviewerKey } from './reviewers.ts';

/**
 * First the environment with all its rules, then the branch, then what else might enter is taken away: at each point no more may
 * enter than before, and while no branch is named, none may.
 */
export async function applyEnvironment(
  repository: Repository,
  change: EnvironmentChange,
  given: Given,
): Promise<void> {
  const what = `the environment ${change.name}`;
  const path = `/environments/${encodeURIComponent(change.name)}`;
  await putEnvironment(repository, { what, path, change, given });
  const policies = `${path}/deployment-branch-policies`;
  if (change.branch !== null)
    await ask(repository, {
      what,
      method: 'POST',
      path: policies,
      json: { name: change.branch, type: 'branch' },
    });
  for (const { id } of change.others)
    await ask(repository, { what, method: 'DELETE', path: `${policies}/${id}` });
}

async function putEnvironment(
  repository: Repository,
  { what, path, change, given }: { what: string; path: string; change: EnvironmentChange; given: Given },
): Promise<void> {
  const json = {
    wait_timer: change.waitTimer,
    prevent_self_review: change.preventsSelfReview,
    reviewers: change.reviewers.map((reviewer) => ({
      type: reviewer.type,
      id: 'id' in reviewer ? reviewer.id : given.reviewerIds.get(reviewerKey(reviewer)),
    })),
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  };
  const put = { what, method: 'PUT', path } as const;
  try {
    // GitHub takes it, though it is not in its description (google/go-github 2725); left out it goes back to `true`.
    await ask(repository, { ...put, json: { ...json, can_admins_bypass: false } });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'github-refused' || change.bypassIsOff) throw error;
    // An older Enterprise Server refuses the field (terraform-provider-github 1804). What is left shows when all is looked at again.
    await ask(repository, { ...put, json });
  }
}
