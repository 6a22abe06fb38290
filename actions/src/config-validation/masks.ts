import { formsOf } from '../configuration/secret-forms.ts';
import type { Variable } from '../configuration/variables.ts';
import type { Runner } from '../runner/runner.ts';
import type { Inputs } from './inputs.ts';

/** What the step was given as secret is kept out of the log before anything else is done with it. */
export function maskNamedSecrets(inputs: Inputs, runner: Runner): void {
  const names = [...inputs.secrets, ...[inputs['fingerprint-key']].filter((name) => name !== undefined)];
  for (const name of names) maskAll(runner.variables[name] ?? '', runner);
  // A step that is handed all secrets by mistake is refused, and shows none of them.
  if (inputs.vars !== undefined && /"github_token"\s*:/i.test(inputs.vars))
    for (const [, text = ''] of inputs.vars.matchAll(/:\s*("(?:[^"\\]|\\.)*")/g))
      maskAll(unquoted(text), runner);
}

/** What stands in files: only the contract says what is secret there. */
export function maskSecrets(variables: readonly Variable[], runner: Runner): void {
  for (const { value, isSecret } of variables) if (isSecret) maskAll(value, runner);
}

function maskAll(secret: string, runner: Runner): void {
  for (const form of formsOf(secret)) runner.mask(form);
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
