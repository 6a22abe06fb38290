import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { ChecklistPolicy } from '../policy/checklist-settings.ts';
import { policyHash } from '../policy/hash.ts';
import type { Policy } from '../policy/schema.ts';
import { partsOfRelease, type ChecklistInputs } from './inputs.ts';

export interface Settings {
  readonly checklist: ChecklistPolicy;
  readonly policy: Policy;
  readonly policyHash: string;
}

/** What the policy demands before the environment. */
export async function readSettings(inputs: ChecklistInputs): Promise<Settings> {
  assertReleaseIsOfTheDigest(inputs);
  const path = join(inputs['working-directory'], inputs.policy);
  // The YAML parser is loaded after the inputs proved sound.
  const { loadPolicy } = await import('../policy/load.ts');
  const policy = await loadPolicy(path);
  const { checklist } = policy.gates;
  const names = policy.environments.map(({ name }) => name);
  if (!names.includes(inputs.environment)) throw unknownEnvironment(inputs, names);
  const found = policy.environments.find(({ name }) => name === inputs.environment);
  if (checklist === undefined || found?.gates.includes('checklist') !== true) throw noChecklist(inputs);
  return { checklist, policy, policyHash: policyHash(policy) };
}

function assertReleaseIsOfTheDigest({ release, 'artifact-digest': digest }: ChecklistInputs): void {
  const { digest: beginning } = partsOfRelease(release);
  if (digest.startsWith(beginning)) return;
  throw new UserError({
    code: 'inputs-invalid',
    message: `Expected the release of ${digest.slice(0, 8)}…; ${release} ends with ${beginning}.`,
    remedy: 'Give artifact-digest and release as the same `package` gave them.',
  });
}

function unknownEnvironment({ environment, policy }: ChecklistInputs, names: readonly string[]): UserError {
  return new UserError({
    code: 'unknown-environment',
    message: `Expected one of the environments ${names.join(', ')}; found ${JSON.stringify(environment)}.`,
    remedy: `Nearest: ${nearest(environment, names).join(', ')}. Environments are listed in ${policy}.`,
  });
}

function noChecklist({ environment, policy }: ChecklistInputs): UserError {
  return new UserError({
    code: 'policy-invalid',
    message: `Expected ${policy} to have a checklist stand before ${environment}; it has none.`,
    remedy: `Put the gate checklist into the gates of ${environment}, and its items under gates.checklist.`,
  });
}
