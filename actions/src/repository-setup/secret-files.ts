import { readFile } from 'node:fs/promises';
import { parseConfiguration } from '../configuration/environment-file.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Policy } from '../policy/schema.ts';

/** By environment and name. */
export type SecretValues = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The values in `.env` files, one an environment: `production=./production.env`, or a bare path where there is one environment
 * alone. All mistakes at once, no value among them, in a `UserError` usage.
 */
export async function secretsIn(files: readonly string[], policy: Policy): Promise<SecretValues> {
  const mistakes: string[] = [];
  const values = new Map<string, ReadonlyMap<string, string>>();
  const environments = policy.environments.map(({ name }) => name);
  for (const text of files) {
    const { environment, path } = parted(text, environments);
    if (environment === undefined)
      mistakes.push(`${text}: expected <environment>=<file>, of ${environments.join(', ')}`);
    else if (values.has(environment)) mistakes.push(`${text}: a second file for ${environment}`);
    else values.set(environment, await valuesIn(path, { policy, mistakes }));
  }
  mistakes.push(...sharedValues(values));
  if (mistakes.length === 0) return values;
  throw new UserError({
    code: 'usage',
    message: `Expected files of secrets without mistakes, found ${mistakes.length}:\n${mistakes.join('\n')}`,
    remedy:
      'Mend each; local.secrets in the policy says which names there are. Give --secrets <environment>=<file> once for each environment.',
  });
}

function parted(
  text: string,
  environments: readonly string[],
): { environment?: string | undefined; path: string } {
  const [, name, path] = /^([^=/]+)=(.+)$/s.exec(text) ?? [];
  if (name !== undefined && path !== undefined)
    return { environment: environments.find((each) => each === name), path };
  return { environment: environments.length === 1 ? environments[0] : undefined, path: text };
}

async function valuesIn(
  path: string,
  { policy, mistakes }: { policy: Policy; mistakes: string[] },
): Promise<ReadonlyMap<string, string>> {
  const known = policy.local.secrets.map(({ name }) => name);
  try {
    const entries = Object.entries(parseConfiguration(await readFile(path, 'utf8')));
    if (entries.length === 0) mistakes.push(`${path}: holds no values`);
    for (const [name, value] of entries) {
      if (!known.includes(name)) mistakes.push(`${path}: ${name} is no secret of the policy`);
      else if (value === '') mistakes.push(`${path}: ${name} is empty`);
    }
    return new Map(entries);
  } catch (error) {
    mistakes.push(`${path}: ${messageOf(error)}`);
    return new Map();
  }
}

/** One leak would open two environments; the gate config would refuse it later. */
function sharedValues(values: SecretValues): string[] {
  const all = [...values].flatMap(([environment, of]) =>
    [...of].map(([name, value]) => ({ where: `${name} of ${environment}`, value })),
  );
  return all.flatMap(({ where, value }, index) => {
    const earlier = all.slice(0, index).find((other) => other.value === value && value !== '');
    return earlier === undefined ? [] : [`${where} is the same as ${earlier.where}`];
  });
}
