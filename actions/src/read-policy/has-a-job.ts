import { UserError } from '../errors.ts';
import { nearestName } from '../policy/nearest-name.ts';
import type { EnvironmentPolicy } from '../policy/schema.ts';

/**
 * That the workflow has a job for each environment, and an environment for each job. GitHub makes an environment of whatever
 * name a job has, without protection, and a job whose name nothing has is skipped. `UserError` unknown-environment.
 */
export function assertEachHasAJob(
  { environments }: { readonly environments: readonly Pick<EnvironmentPolicy, 'name'>[] },
  jobs: readonly string[],
  path: string,
): void {
  const names = environments.map(({ name }) => name);
  const strange = names.filter((name) => !jobs.includes(name));
  const absent = jobs.filter((name) => !names.includes(name));
  if (strange.length === 0 && absent.length === 0) return;
  throw new UserError({
    code: 'unknown-environment',
    message: `Expected ${path} to have the environments that the workflow has jobs for: ${jobs.join(', ')}; found ${names.join(', ')}.`,
    remedy: [...strange.map((name) => toMend(name, absent)), ...unfound(absent, strange)].join(' '),
  });
}

function toMend(name: string, absent: readonly string[]): string {
  const meant = nearestName(name, absent);
  return meant === undefined
    ? `Give the workflow a job for "${name}", or remove it.`
    : `Did you mean "${meant}" by "${name}"?`;
}

function unfound(absent: readonly string[], strange: readonly string[]): string[] {
  const meant = strange.map((name) => nearestName(name, absent));
  return absent.filter((name) => !meant.includes(name)).map((name) => `Add "${name}", or remove its job.`);
}
