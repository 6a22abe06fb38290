import { z } from 'zod';
import { read } from '../github/read.ts';
import type { Given } from './given.ts';
import { ask } from './ask.ts';
import type { Repository } from './observe.ts';
import type { SecretChange } from './plan.ts';
import { seal } from './seal.ts';

const keySchema = z.object({ key_id: z.string(), key: z.string() });

export async function applySecret(
  repository: Repository,
  { environment, name }: SecretChange,
  { secrets }: Given,
): Promise<void> {
  const value = secrets.get(environment)?.get(name);
  if (value === undefined) throw new Error(`no value was asked for ${name} of ${environment}`);
  const what = `the secret ${name} of ${environment}`;
  const path = `/environments/${encodeURIComponent(environment)}/secrets`;
  const key = read(await ask(repository, { what, path: `${path}/public-key` }), keySchema, path);
  await ask(repository, {
    what,
    method: 'PUT',
    path: `${path}/${encodeURIComponent(name)}`,
    json: { encrypted_value: await seal(value, key.key), key_id: key.key_id },
  });
}
