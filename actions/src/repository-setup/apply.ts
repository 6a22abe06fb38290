import { applyEnvironment } from './apply-environment.ts';
import { applySecret } from './apply-secret.ts';
import { ask } from './ask.ts';
import type { Given } from './given.ts';
import type { Repository } from './observe.ts';
import type { ActionsChange, Change } from './plan.ts';

/** Makes one change. What was made already may be made again. */
export async function apply(repository: Repository, change: Change, given: Given): Promise<void> {
  if (change.kind === 'environment') await applyEnvironment(repository, change, given);
  else if (change.kind === 'secret') await applySecret(repository, change, given);
  else if (change.kind === 'actions') await applyActions(repository, change);
  else await ask(repository, requestFor(change));
}

function requestFor(
  change: Exclude<Change, { kind: 'environment' | 'secret' | 'actions' }>,
): Parameters<typeof ask>[1] {
  switch (change.kind) {
    case 'ruleset': {
      const json = change.content;
      if (change.id === null) return { what: 'the ruleset', method: 'POST', path: '/rulesets', json };
      return { what: 'the ruleset', method: 'PUT', path: `/rulesets/${change.id}`, json };
    }
    case 'immutable-releases':
      return { what: 'immutable releases', method: 'PUT', path: '/immutable-releases' };
    case 'workflow':
      return {
        what: 'the workflows’ token',
        method: 'PUT',
        path: '/actions/permissions/workflow',
        json: { default_workflow_permissions: 'read', can_approve_pull_request_reviews: true },
      };
    case 'label':
      return { what: `the label ${change.label.name}`, method: 'POST', path: '/labels', json: change.label };
  }
}

/** The list can only be written once `selected` holds; until it is written fewer actions run, not more. */
async function applyActions(repository: Repository, { patterns }: ActionsChange): Promise<void> {
  const what = 'allowed actions';
  await ask(repository, {
    what,
    method: 'PUT',
    path: '/actions/permissions',
    json: { enabled: true, allowed_actions: 'selected', sha_pinning_required: true },
  });
  await ask(repository, {
    what,
    method: 'PUT',
    path: '/actions/permissions/selected-actions',
    json: { github_owned_allowed: true, verified_allowed: false, patterns_allowed: patterns },
  });
}
