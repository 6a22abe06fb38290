import { found, notFound, nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { wrappedPageOf } from '../page.ts';
import type { BranchPolicy } from '../things.ts';
import { environmentIn } from './environments.ts';

const LIST = '/environments/{environment_name}/deployment-branch-policies';
const ONE = `${LIST}/{branch_policy_id}`;

export const branchPolicyRoutes: Routes = {
  [`GET ${LIST}`]: (asked) => wrappedPageOf(asked, 'branch_policies', policiesIn(asked).map(show)),
  [`POST ${LIST}`]: addPolicy,
  [`GET ${ONE}`]: (asked) => ok(show(policyIn(asked))),
  [`PUT ${ONE}`](asked) {
    const policy = policyIn(asked);
    policy.name = (asked.body as { name: string }).name;
    return ok(show(policy));
  },
  [`DELETE ${ONE}`](asked) {
    const policies = policiesIn(asked);
    policies.splice(policies.indexOf(policyIn(asked)), 1);
    return nothing;
  },
};

/** There are none unless the environment asks for custom ones: then GitHub answers 404. */
function policiesIn(asked: Asked): BranchPolicy[] {
  const environment = environmentIn(asked);
  if (environment.branches !== 'custom') throw notFound();
  return environment.branchPolicies;
}

function policyIn(asked: Asked): BranchPolicy {
  return found(policiesIn(asked).find(({ id }) => id === Number(asked.params['branch_policy_id'])));
}

function addPolicy(asked: Asked): Answer {
  const policies = policiesIn(asked);
  const { name, type = 'branch' } = asked.body as { name: string; type?: BranchPolicy['type'] };
  // Instead of a second one GitHub answers with where the first is.
  if (policies.some((each) => each.name === name && each.type === type))
    throw new Refusal(303, 'Deployment branch policy already exists');
  const policy: BranchPolicy = { id: asked.world.nextId(), name, type };
  policies.push(policy);
  return ok(show(policy));
}

function show({ id, name, type }: BranchPolicy): object {
  return { id, node_id: `BP_${id}`, name, type };
}
