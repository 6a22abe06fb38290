import type { Environment, Reviewer } from './things.ts';
import { apiUrl, showUser, type World } from './world.ts';

export function showEnvironment(world: World, environment: Environment): object {
  const { id, name, branches, created_at, updated_at, canAdminsBypass } = environment;
  return {
    id,
    node_id: `EN_${id}`,
    name,
    url: apiUrl(world, `/environments/${encodeURIComponent(name)}`),
    html_url: `https://github.com/${world.owner}/${world.repository}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at,
    updated_at,
    can_admins_bypass: canAdminsBypass,
    protection_rules: rulesOf(world, environment),
    deployment_branch_policy:
      branches === 'all'
        ? null
        : { protected_branches: branches === 'protected', custom_branch_policies: branches === 'custom' },
  };
}

function rulesOf(world: World, environment: Environment): object[] {
  const { id, waitTimer, reviewers, preventSelfReview, branches } = environment;
  return [
    ...(waitTimer > 0
      ? [{ id: id * 10, node_id: `GA_${id * 10}`, type: 'wait_timer', wait_timer: waitTimer }]
      : []),
    ...(reviewers.length > 0
      ? [
          {
            id: id * 10 + 1,
            node_id: `GA_${id * 10 + 1}`,
            type: 'required_reviewers',
            prevent_self_review: preventSelfReview,
            reviewers: showReviewers(world, reviewers),
          },
        ]
      : []),
    ...(branches === 'all' ? [] : [{ id: id * 10 + 2, node_id: `GA_${id * 10 + 2}`, type: 'branch_policy' }]),
  ];
}

export function showReviewers(world: World, reviewers: readonly Reviewer[]): object[] {
  return reviewers.map(({ type, id }) => {
    if (type === 'Team') {
      const team = [...world.teams.values()].find((each) => each.id === id);
      return { type, reviewer: { id, slug: team?.slug, name: team?.slug } };
    }
    const user = [...world.users.values()].find((each) => each.id === id);
    return { type, reviewer: showUser(world, user?.login ?? 'ghost') };
  });
}
