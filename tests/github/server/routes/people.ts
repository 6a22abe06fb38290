import { found, notFound, ok, Refusal, type Routes } from '../answer.ts';
import { pageOf } from '../page.ts';
import { roleOf, showUser } from '../world.ts';

export const peopleRoutes: Routes = {
  'GET /user'({ world, caller }) {
    // An installation’s token is no user’s.
    if (caller.kind !== 'person') throw new Refusal(403, 'Resource not accessible by integration');
    return ok(showUser(world, caller.login));
  },
  'GET /users/{username}'({ world, params }) {
    const { login } = found(world.users.get(params['username'] ?? ''));
    return ok(showUser(world, login));
  },
  'GET /orgs/{org}/teams/{team_slug}'({ world, params }) {
    if (params['org'] !== world.owner) throw notFound();
    const { id, slug } = found(world.teams.get(params['team_slug'] ?? ''));
    return ok({ id, slug, name: slug });
  },
  'GET /rate_limit'({ world }) {
    const reset = Math.ceil(world.time() / 1000) + 3600;
    const core = { limit: 5000, used: 1, remaining: 4999, reset };
    return ok({ resources: { core }, rate: core });
  },
  'GET /collaborators'(asked) {
    const { world } = asked;
    const all = [...world.users.values()].filter(({ role }) => role !== 'none');
    return pageOf(
      asked,
      all.map(({ login, role }) => ({ ...showUser(world, login), role_name: role })),
    );
  },
  /** Of anybody it knows at least that they may read what is public. */
  'GET /collaborators/{username}/permission'({ world, params }) {
    const login = params['username'] ?? '';
    const role = roleOf(world, login);
    const permission = role === 'none' && !world.isPrivate ? 'read' : role;
    return ok({ permission, role_name: permission, user: showUser(world, login) });
  },
};
