import { created, found, nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { wrappedPageOf } from '../page.ts';
import type { Kept, Vault } from '../things.ts';
import { environmentIn } from './environments.ts';
import { checkName } from './secrets.ts';

export const variableRoutes: Routes = {
  ...routesAt('/actions', ({ world }) => world.vault),
  ...routesAt('/environments/{environment_name}', (asked) => environmentIn(asked).vault),
};

function routesAt(base: string, vaultIn: (asked: Asked) => Vault): Routes {
  function variableIn(asked: Asked): Kept {
    return found(vaultIn(asked).variables.get((asked.params['name'] ?? '').toUpperCase()));
  }
  return {
    [`GET ${base}/variables`]: (asked) =>
      wrappedPageOf({ ...asked, query: { per_page: 10, ...asked.query } }, 'variables', [
        ...vaultIn(asked).variables.values(),
      ]),
    [`POST ${base}/variables`]: (asked) => addVariable(asked, vaultIn(asked)),
    [`GET ${base}/variables/{name}`]: (asked) => ok(variableIn(asked)),
    [`PATCH ${base}/variables/{name}`](asked) {
      const variable = variableIn(asked);
      variable.value = (asked.body as { value?: string }).value ?? variable.value;
      variable.updated_at = asked.world.now();
      return nothing;
    },
    [`DELETE ${base}/variables/{name}`](asked) {
      vaultIn(asked).variables.delete(variableIn(asked).name);
      return nothing;
    },
  };
}

function addVariable({ world, body }: Asked, { variables }: Vault): Answer {
  const { name: written, value } = body as { name: string; value: string };
  const name = written.toUpperCase();
  checkName(name);
  if (variables.has(name)) throw new Refusal(409, 'Already exists - Variable already exists');
  variables.set(name, { name, value, created_at: world.now(), updated_at: world.now() });
  return created({});
}
