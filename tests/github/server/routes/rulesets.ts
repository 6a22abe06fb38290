import { created, found, nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { matches } from '../environments.ts';
import { pageOf } from '../page.ts';
import { without } from '../without.ts';
import type { Ruleset } from '../things.ts';
import { apiUrl, roleOf, type World } from '../world.ts';

const ONE = '/rulesets/{ruleset_id}';

export const rulesetRoutes: Routes = {
  'GET /rulesets'(asked) {
    checkPlan(asked.world);
    // The list leaves the rules out.
    const shown = asked.world.rulesets.map((each) => show(asked.world, each));
    return pageOf(
      asked,
      shown.map((each) => without(each, 'rules', 'conditions', 'bypass_actors')),
    );
  },
  'POST /rulesets': addRuleset,
  [`GET ${ONE}`](asked) {
    const shown = show(asked.world, rulesetIn(asked));
    // Who may pass is told to those alone who may change it. https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset
    return ok(mayChange(asked) ? shown : without(shown, 'bypass_actors'));
  },
  [`PUT ${ONE}`](asked) {
    const ruleset = rulesetIn(asked);
    ruleset.content = { ...ruleset.content, ...(asked.body as Record<string, unknown>) };
    ruleset.updated_at = asked.world.now();
    return ok(show(asked.world, ruleset));
  },
  [`DELETE ${ONE}`](asked) {
    const ruleset = rulesetIn(asked);
    asked.world.rulesets.splice(asked.world.rulesets.indexOf(ruleset), 1);
    return nothing;
  },
  'GET /rules/branches/{branch}'(asked) {
    const { world, params } = asked;
    checkPlan(world);
    const applying = world.rulesets.filter((each) =>
      appliesTo(world, { ruleset: each, branch: params['branch'] ?? '' }),
    );
    return pageOf(
      asked,
      applying.flatMap(({ id, content }) =>
        ((content['rules'] ?? []) as object[]).map((rule) => ({
          ...rule,
          ruleset_id: id,
          ruleset_source_type: 'Repository',
          ruleset_source: `${world.owner}/${world.repository}`,
        })),
      ),
    );
  },
  'GET /branches/{branch}/protection'({ world }) {
    checkPlan(world);
    throw new Refusal(404, 'Branch not protected');
  },
};

/** A private repository has none on Free. https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets */
function checkPlan({ isPrivate, plan }: World): void {
  if (isPrivate && plan === 'free')
    throw new Refusal(403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.');
}

function rulesetIn({ world, params }: Asked): Ruleset {
  checkPlan(world);
  return found(world.rulesets.find(({ id }) => id === Number(params['ruleset_id'])));
}

function mayChange({ world, caller }: Asked): boolean {
  if (caller.kind === 'person') return roleOf(world, caller.login) === 'admin';
  return caller.permissions?.['administration'] === 'write';
}

function addRuleset({ world, body }: Asked): Answer {
  checkPlan(world);
  const content = body as Record<string, unknown>;
  if (world.rulesets.some((each) => each.content['name'] === content['name']))
    throw new Refusal(422, 'Validation Failed', { errors: ['Name must be unique'] });
  const ruleset: Ruleset = { id: world.nextId(), created_at: world.now(), updated_at: world.now(), content };
  world.rulesets.push(ruleset);
  return created(show(world, ruleset));
}

function show(world: World, { id, content, created_at, updated_at }: Ruleset): Record<string, unknown> {
  return {
    id,
    target: 'branch',
    source_type: 'Repository',
    source: `${world.owner}/${world.repository}`,
    bypass_actors: [],
    conditions: {},
    rules: [],
    ...content,
    created_at,
    updated_at,
    node_id: `RRS_${id}`,
    _links: { self: { href: apiUrl(world, `/rulesets/${id}`) } },
  };
}

function appliesTo(world: World, { ruleset, branch }: { ruleset: Ruleset; branch: string }): boolean {
  const {
    target = 'branch',
    enforcement,
    conditions,
  } = ruleset.content as {
    target?: string;
    enforcement: string;
    conditions?: { ref_name?: { include?: string[]; exclude?: string[] } };
  };
  if (target !== 'branch' || enforcement !== 'active') return false;
  const { include = [], exclude = [] } = conditions?.ref_name ?? {};
  return include.some((pattern) => names(pattern)) && !exclude.some((pattern) => names(pattern));

  function names(pattern: string): boolean {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return branch === world.defaultBranch;
    return matches(`refs/heads/${branch}`, pattern);
  }
}
