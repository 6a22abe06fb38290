import { UserError } from '../errors.ts';
import { bindingOf } from '../evidence/bindings.ts';
import type { EnvironmentPolicy, Policy } from '../policy/schema.ts';

/** These judge what others leave on the same machine. */
const TOGETHER: Readonly<Record<string, string>> = { coverage: 'tests' };

/** Where a commit goes, in order: up to the first environment that takes releases alone, unless it is one. */
export function targetsOf({ environments }: Policy, release: boolean): string[] {
  const end = environments.findIndex(({ from }) => from === 'releases' && !release);
  return environments.slice(0, end === -1 ? undefined : end).map(({ name }) => name);
}

/**
 * The gates that look at the artifact alone, by the jobs that they can run in side by side. `UserError` policy-invalid for
 * none: GitHub lets no matrix be empty, and an artifact that nothing looked at goes nowhere.
 */
export function gateGroups(
  { environments }: { readonly environments: readonly Pick<EnvironmentPolicy, 'gates'>[] },
  path: string,
): string[] {
  const names = [...new Set(environments.flatMap(({ gates }) => gates))].filter(
    (name) => bindingOf(name) === 'artifact',
  );
  if (names.length === 0) throw noGates(path);
  const heads = names.filter((name) => !names.includes(TOGETHER[name] ?? ''));
  return heads.map((head) => [head, ...names.filter((name) => TOGETHER[name] === head)].join(' '));
}

function noGates(path: string): UserError {
  return new UserError({
    code: 'policy-invalid',
    message: `Expected ${path} to have at least one gate that looks at the artifact alone; found none.`,
    remedy: 'Put `build` or `tests` into the gates of an environment.',
  });
}
