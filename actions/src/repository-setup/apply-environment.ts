import { UserError } from '../errors.ts';
import { gapOf } from './gaps.ts';
import type { Given } from './given.ts';
import { ask } from './ask.ts';
import { isBranch } from './environment-differences.ts';
import { branchPoliciesOf } from './observe-environments.ts';
import type { BranchPolicy } from './observed.ts';
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
  // What was there before the environment had policies of its own may be there again.
  const policies = await policiesNow(repository, { what, path });
  const list = `${path}/deployment-branch-policies`;
  if (!policies.some((policy) => isBranch(policy, change.branch)))
    await ask(repository, {
      what,
      method: 'POST',
      path: list,
      json: { name: change.branch, type: 'branch' },
    });
  for (const policy of policies.filter((each) => !isBranch(each, change.branch)))
    await ask(repository, { what, method: 'DELETE', path: `${list}/${policy.id}` });
}

/** Unseen they could let others in, where secrets are to go next. */
async function policiesNow(
  repository: Repository,
  { what, path }: { what: string; path: string },
): Promise<readonly BranchPolicy[]> {
  const found = await branchPoliciesOf(repository, `/repos/${repository.slug}${path}`);
  if (found.kind === 'read') return found.value;
  throw new UserError({ ...gapOf(`the branches of ${what}`, found), code: 'github-refused' });
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
