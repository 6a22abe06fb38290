import { nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { without } from '../without.ts';
import type { Settings } from '../things.ts';
import { apiUrl, roleOf, showUser, type World } from '../world.ts';

export const settingsRoutes: Routes = {
  'GET ': (asked) => ok(showRepository(asked)),
  'PATCH '(asked) {
    const changes = (asked.body ?? {}) as Record<string, unknown>;
    Object.assign(asked.world.settings.repository, without(changes, 'name'));
    return ok(showRepository(asked));
  },
  'GET /actions/permissions': ({ world }) => ok(showPermissions(world)),
  'PUT /actions/permissions'({ world, body }) {
    const wish = body as {
      enabled: boolean;
      allowed_actions?: Settings['allowedActions'];
      sha_pinning_required?: boolean;
    };
    world.settings.actionsAreOn = wish.enabled;
    world.settings.allowedActions = wish.allowed_actions ?? world.settings.allowedActions;
    world.settings.shaPinningRequired = wish.sha_pinning_required ?? world.settings.shaPinningRequired;
    return nothing;
  },
  'GET /actions/permissions/selected-actions'({ world }) {
    checkSelected(world);
    return ok(world.settings.selectedActions);
  },
  'PUT /actions/permissions/selected-actions'({ world, body }) {
    checkSelected(world);
    Object.assign(world.settings.selectedActions, body);
    return nothing;
  },
  'GET /actions/permissions/workflow': ({ world: { settings } }) =>
    ok({
      default_workflow_permissions: settings.defaultTokenPermissions,
      can_approve_pull_request_reviews: settings.actionsMayApprovePullRequests,
    }),
  'PUT /actions/permissions/workflow'({ world: { settings }, body }) {
    const wish = (body ?? {}) as {
      default_workflow_permissions?: 'read' | 'write';
      can_approve_pull_request_reviews?: boolean;
    };
    settings.defaultTokenPermissions = wish.default_workflow_permissions ?? settings.defaultTokenPermissions;
    settings.actionsMayApprovePullRequests =
      wish.can_approve_pull_request_reviews ?? settings.actionsMayApprovePullRequests;
    return nothing;
  },
  'GET /actions/runners': () => ok({ total_count: 0, runners: [] }),
  'GET /immutable-releases': ({ world }) => showImmutable(world),
  'PUT /immutable-releases'({ world }) {
    world.settings.immutableReleases = true;
    return nothing;
  },
  // Releases published before stay as they are.
  'DELETE /immutable-releases'({ world }) {
    world.settings.immutableReleases = false;
    return nothing;
  },
};

function showRepository({ world, caller }: Asked): object {
  const rank = ['none', 'read', 'write', 'admin'].indexOf(roleOf(world, caller.login));
  return {
    id: 1,
    node_id: 'R_1',
    name: world.repository,
    full_name: `${world.owner}/${world.repository}`,
    private: world.isPrivate,
    visibility: world.isPrivate ? 'private' : 'public',
    owner: showUser(world, world.owner),
    html_url: `https://github.com/${world.owner}/${world.repository}`,
    url: apiUrl(world, ''),
    default_branch: world.defaultBranch,
    archived: false,
    fork: false,
    permissions: { pull: rank >= 1, push: rank >= 2, admin: rank >= 3 },
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    ...world.settings.repository,
  };
}

function showPermissions({ settings }: World): object {
  return {
    enabled: settings.actionsAreOn,
    allowed_actions: settings.allowedActions,
    sha_pinning_required: settings.shaPinningRequired,
  };
}

/** Only where `allowed_actions` is `selected`; else GitHub answers 409. */
function checkSelected({ settings }: World): void {
  if (settings.allowedActions !== 'selected')
    throw new Refusal(409, 'Conflict: allowed actions is not selected');
}

/** Off is 404. https://docs.github.com/en/rest/repos/repos#check-if-immutable-releases-are-enabled-for-a-repository */
function showImmutable({ settings }: World): Answer {
  if (!settings.immutableReleases) throw new Refusal(404, 'Not Found');
  return ok({ enabled: true, enforced_by_owner: false });
}
