import { join } from 'node:path';
import type { PolicyNames } from '../configuration/drift/find-drift.ts';
import type { Configuration } from '../configuration/environment-file.ts';
import { DEFAULT_DEMANDS, type ConfigDemands } from '../configuration/facts.ts';
import { UserError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { isNodeEnv, type Inputs } from './inputs.ts';

/** What is demanded of the environment, from the inputs or from the policy. */
export interface Settings {
  readonly nodeEnv: string;
  readonly example: string | undefined;
  readonly sources: readonly string[];
  readonly demands: ConfigDemands;
  /** The policy’s open values, which what the step is given stands over. */
  readonly open: Configuration;
  readonly policyNames: PolicyNames | undefined;
  /** The environment that must be mirrored. */
  readonly mirrors: string | undefined;
}

/** `UserError` unknown-environment for one that the policy does not have; policy-invalid for a mistaken policy. */
export function settingsOf(inputs: Inputs): Promise<Settings> | Settings {
  return inputs.policy === undefined ? settingsFromInputs(inputs) : settingsFromPolicy(inputs, inputs.policy);
}

function settingsFromInputs(inputs: Inputs): Settings {
  const { environment } = inputs;
  return {
    nodeEnv: inputs['node-env'] ?? (isNodeEnv(environment) ? environment : ''),
    example: inputs.example,
    sources: inputs.sources ?? [],
    demands: {
      leastSecretLength: inputs['least-secret-length'] ?? DEFAULT_DEMANDS.leastSecretLength,
      alsoRead: inputs['also-read'] ?? [],
      mayDiffer: inputs['may-differ'] ?? [],
      mayBePrivate: inputs['may-be-private'] ?? [],
      unknownVariables: inputs['unknown-variables'] ?? DEFAULT_DEMANDS.unknownVariables,
    },
    open: {},
    policyNames: undefined,
    mirrors: undefined,
  };
}

async function settingsFromPolicy(inputs: Inputs, path: string): Promise<Settings> {
  // The YAML parser is loaded where there is a policy alone.
  const { loadPolicy } = await import('../policy/load.ts');
  const { configDemands } = await import('../configuration/settings.ts');
  const { namesInPolicy } = await import('../policy/names-in-policy.ts');
  const policy = await loadPolicy(join(inputs['working-directory'], path));
  const names = policy.environments.map(({ name }) => name);
  const index = names.indexOf(inputs.environment);
  const [before, found] = [policy.environments[index - 1], policy.environments[index]];
  if (found === undefined) throw unknownEnvironment(inputs.environment, names);
  const isMirror = found.nodeEnv === 'production' && before?.nodeEnv === 'staging';
  return {
    ...configDemands(policy.gates.config),
    nodeEnv: found.nodeEnv,
    open: found.configuration,
    policyNames: namesInPolicy(policy),
    mirrors: isMirror && (policy.gates.config?.parity ?? true) ? before.name : undefined,
  };
}

function unknownEnvironment(name: string, names: readonly string[]): UserError {
  return new UserError({
    code: 'unknown-environment',
    message: `Expected one of the policy’s environments ${names.join(', ')}; found ${JSON.stringify(name)}.`,
    remedy: `Nearest: ${nearest(name, names).join(', ')}.`,
  });
}
