import { found, nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { wrappedPageOf } from '../page.ts';
import type { Kept, Vault } from '../things.ts';
import { environmentIn } from './environments.ts';

export const secretRoutes: Routes = {
  ...routesAt('/actions', ({ world }) => world.vault),
  ...routesAt('/environments/{environment_name}', (asked) => environmentIn(asked).vault),
};

function routesAt(base: string, vaultIn: (asked: Asked) => Vault): Routes {
  function secretIn(asked: Asked): Kept {
    return found(vaultIn(asked).secrets.get((asked.params['secret_name'] ?? '').toUpperCase()));
  }
  return {
    [`GET ${base}/secrets`]: (asked) =>
      wrappedPageOf(asked, 'secrets', [...vaultIn(asked).secrets.values()].map(show)),
    [`GET ${base}/secrets/public-key`](asked) {
      vaultIn(asked);
      return ok({ key_id: asked.world.secretBox.keyId, key: asked.world.secretBox.publicKey });
    },
    [`GET ${base}/secrets/{secret_name}`]: (asked) => ok(show(secretIn(asked))),
    [`PUT ${base}/secrets/{secret_name}`]: (asked) => putSecret(asked, vaultIn(asked)),
    [`DELETE ${base}/secrets/{secret_name}`](asked) {
      vaultIn(asked).secrets.delete(secretIn(asked).name);
      return nothing;
    },
  };
}

/** Never its value: that goes in, and doesn’t come out. */
function show({ name, created_at, updated_at }: Kept): object {
  return { name, created_at, updated_at };
}

function putSecret({ world, params, body }: Asked, { secrets }: Vault): Answer {
  const name = (params['secret_name'] ?? '').toUpperCase();
  checkName(name);
  const { encrypted_value: sealed, key_id: keyId } = body as { encrypted_value?: string; key_id?: string };
  if (keyId !== world.secretBox.keyId || sealed === undefined)
    throw new Refusal(422, 'Missing required key_id, or it is not this repository’s.');
  const value = world.secretBox.open(sealed);
  if (value === undefined) throw new Refusal(422, 'Bad request - encrypted_value could not be opened.');
  if (Buffer.byteLength(value) > 48 * 1024)
    throw new Refusal(422, 'Secret value is too large: 48 KB at most.');
  const known = secrets.get(name);
  secrets.set(name, { name, value, created_at: known?.created_at ?? world.now(), updated_at: world.now() });
  return known === undefined ? { status: 201, content: {} } : nothing;
}

/** https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets */
export function checkName(name: string): void {
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name) || name.startsWith('GITHUB_'))
    throw new Refusal(
      422,
      'Names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_), must not start with a number or with GITHUB_.',
    );
}
