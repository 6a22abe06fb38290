import { UserError } from '../../actions/src/errors.ts';
import type { SecretChange, Step } from '../../actions/src/repository-setup/plan.ts';
import type { SecretValues } from '../../actions/src/repository-setup/secret-files.ts';
import { hiddenInput } from './hidden-input.ts';

/** Before anything is begun: without a terminal every value must be in a file. */
export function checkSecretsCanBeAsked(
  steps: readonly Step[],
  { secrets }: { readonly secrets: SecretValues },
): void {
  const unknown = changesIn(steps).filter(({ environment, name }) => !isGiven(secrets, environment, name));
  if (unknown.length === 0 || process.stdin.isTTY) return;
  throw new UserError({
    code: 'usage',
    message: `Expected values for ${unknown.map(({ environment, name }) => `${name} of ${environment}`).join(', ')}; there is no terminal to ask on.`,
    remedy: 'Give each environment’s as a .env file: --secrets <environment>=<file>.',
  });
}

/** The values in the files, and for each that is missing there what is typed. Each value is asked for once, and shown never. */
export async function askForSecrets(
  steps: readonly Step[],
  { secrets }: { readonly secrets: SecretValues },
): Promise<SecretValues> {
  const values = new Map([...secrets].map(([environment, of]) => [environment, new Map(of)]));
  for (const { environment, name } of changesIn(steps)) {
    if (isGiven(secrets, environment, name)) continue;
    const value = await valueFor(name, environment);
    values.set(environment, (values.get(environment) ?? new Map<string, string>()).set(name, value));
  }
  return values;
}

async function valueFor(name: string, environment: string): Promise<string> {
  const value = await hiddenInput(`${name} of ${environment} (nothing is shown):`);
  return value === '' ? valueFor(name, environment) : value;
}

function isGiven(secrets: SecretValues, environment: string, name: string): boolean {
  return secrets.get(environment)?.has(name) === true;
}

function changesIn(steps: readonly Step[]): SecretChange[] {
  return steps.flatMap(({ change }) => (change.kind === 'secret' ? [change] : []));
}
