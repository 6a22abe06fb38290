import { z } from 'zod';
import type { Configuration } from '../configuration/environment-file.ts';
import type { ContractVariable } from '../configuration/facts.ts';
import { UserError } from '../errors.ts';
import { nearestName } from '../policy/nearest-name.ts';

const varsSchema = z.record(z.string(), z.string());

/**
 * What `toJSON(vars)` gives: every variable of the organization, the repository and the environment. Those that the contract
 * declares are the application’s, and those that are written nearly so. `UserError` inputs-invalid for a text that is no such thing, and
 * for `toJSON(secrets)`, which a step must never be handed whole.
 */
export function readVars(text: string | undefined, contract: readonly ContractVariable[]): Configuration {
  if (text === undefined) return {};
  const parsed = varsSchema.safeParse(parseJson(text));
  if (!parsed.success)
    throw mistaken('expected an object of texts, as `toJSON(vars)` gives it; found something else.');
  // Always among the secrets, and its prefix can’t be a variable’s: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
  if (Object.keys(parsed.data).some((name) => name.toUpperCase() === 'GITHUB_TOKEN'))
    throw mistaken(
      'expected `toJSON(vars)`, found `toJSON(secrets)`: every secret of the repository. Give secrets by name.',
    );
  const known = contract.map(({ name }) => name);
  const given = Object.entries(parsed.data);
  const absent = known.filter((name) => !Object.hasOwn(parsed.data, name));
  return Object.fromEntries(
    given.filter(([name]) => known.includes(name) || nearestName(name, absent) !== undefined),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mistaken(problem: string): UserError {
  return new UserError({
    code: 'inputs-invalid',
    message: `Expected inputs without mistakes, found 1:\nvars: ${problem}`,
    remedy: 'Write `vars: ${{ toJSON(vars) }}`, and list the secrets’ names under `secrets`.',
  });
}
