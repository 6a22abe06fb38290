import { found, nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { environmentNamed, rulesInForce } from '../environments.ts';
import { wrappedPageOf } from '../page.ts';
import { showEnvironment } from '../show-environment.ts';
import type { Environment, Reviewer } from '../things.ts';
import type { World } from '../world.ts';

export const environmentRoutes: Routes = {
  'GET /environments': (asked) =>
    wrappedPageOf(
      asked,
      'environments',
      [...asked.world.environments.values()].map((each) => showEnvironment(asked.world, each)),
    ),
  'GET /environments/{environment_name}': (asked) => ok(showEnvironment(asked.world, environmentIn(asked))),
  'PUT /environments/{environment_name}': putEnvironment,
  'DELETE /environments/{environment_name}': removeEnvironment,
  // The rules of GitHub Apps; the built-in ones are told by the environment itself.
  'GET /environments/{environment_name}/deployment_protection_rules': (asked) => {
    environmentIn(asked);
    return ok({ total_count: 0, custom_deployment_protection_rules: [] });
  },
};

export function environmentIn({ world, params }: Asked): Environment {
  return found(world.environments.get((params['environment_name'] ?? '').toLowerCase()));
}

interface Wish {
  readonly wait_timer?: number;
  readonly prevent_self_review?: boolean;
  /** Not described, and taken all the same, unless a test says that this GitHub refuses it. */
  readonly can_admins_bypass?: boolean;
  readonly reviewers?: readonly { readonly type?: 'User' | 'Team'; readonly id?: number }[] | null;
  readonly deployment_branch_policy?: {
    readonly protected_branches: boolean;
    readonly custom_branch_policies: boolean;
  } | null;
}

/** What is left out goes back to its default. https://docs.github.com/en/rest/deployments/environments#create-or-update-an-environment */
function putEnvironment({ world, params, body }: Asked): Answer {
  const name = params['environment_name'] ?? '';
  const wish = (body ?? {}) as Wish;
  if (name.length > 255) throw new Refusal(422, 'Environment name is too long.');
  if (wish.can_admins_bypass !== undefined && !world.settings.takesBypass)
    throw new Refusal(422, 'Invalid request.\n\n"can_admins_bypass" is not a permitted key.');
  const reviewers = reviewersIn(world, wish);
  checkPlan(world, wish);
  const branches = branchesIn(wish);
  const environment = environmentNamed(world, name);
  environment.waitTimer = waitTimerIn(wish);
  environment.preventSelfReview = wish.prevent_self_review ?? false;
  environment.canAdminsBypass = wish.can_admins_bypass ?? true;
  environment.reviewers = reviewers;
  environment.branches = branches;
  if (branches !== 'custom') environment.branchPolicies = [];
  environment.updated_at = world.now();
  return ok(showEnvironment(world, environment));
}

function waitTimerIn({ wait_timer: minutes = 0 }: Wish): number {
  if (minutes < 0 || minutes > 43_200)
    throw new Refusal(422, 'wait_timer must be between 0 and 43200 minutes.');
  return minutes;
}

function branchesIn({ deployment_branch_policy: policy }: Wish): Environment['branches'] {
  if (policy === null || policy === undefined) return 'all';
  if (policy.protected_branches === policy.custom_branch_policies)
    throw new Refusal(422, 'protected_branches and custom_branch_policies cannot have the same value.');
  return policy.protected_branches ? 'protected' : 'custom';
}

/** Up to six, who can read the repository. */
function reviewersIn(world: World, { reviewers }: Wish): Reviewer[] {
  const wished = reviewers ?? [];
  if (wished.length > 6) throw new Refusal(422, 'Up to 6 reviewers can be required.');
  return wished.map(({ type = 'User', id = 0 }) => {
    const isKnown =
      type === 'User'
        ? [...world.users.values()].some((user) => user.id === id && user.role !== 'none')
        : [...world.teams.values()].some((team) => team.id === id);
    if (!isKnown) throw new Refusal(422, `Validation Failed: ${type} ${id} can’t be a reviewer.`);
    return { type, id };
  });
}

/** A private repository’s plan may not have the rules. https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments */
function checkPlan(world: World, wish: Wish): void {
  const inForce = rulesInForce(world);
  const asksReview = (wish.reviewers ?? []).length > 0 || (wish.wait_timer ?? 0) > 0;
  const asksBranches = (wish.deployment_branch_policy ?? null) !== null;
  if ((asksReview && !inForce.reviewers) || (asksBranches && !inForce.branches))
    throw new Refusal(
      422,
      'Failed to create the environment protection rule. Please ensure the billing plan supports the protection rules.',
    );
}

function removeEnvironment(asked: Asked): Answer {
  const environment = environmentIn(asked);
  asked.world.environments.delete(environment.name.toLowerCase());
  return nothing;
}
