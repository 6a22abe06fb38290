import type { PolicyNames } from '../configuration/drift/find-drift.ts';
import type { Policy } from './schema.ts';

/** The variables that a policy names. */
export function namesInPolicy({ environments, local }: Policy): PolicyNames {
  return {
    configurations: environments.map(({ name, configuration }) => ({
      environment: name,
      names: Object.keys(configuration),
    })),
    secrets: local.secrets.map(({ name }) => name),
  };
}
