import type { Plant } from '../../plant.ts';
import { policyWith } from './policy.ts';
import { goodValues, madeUp, plant } from './workbench.ts';

/** Steps that are called in a wrong way. */
export const INPUT_PLANTS: readonly Plant[] = [
  plant('an input that there is not', ['unproven', 'inputs-invalid'], () => ({
    inputs: { secret: 'API_KEY' },
  })),
  plant('every secret of the repository in place of its variables', ['unproven', 'inputs-invalid'], () => ({
    inputs: { files: '', vars: JSON.stringify({ github_token: madeUp(), ...goodValues() }, undefined, 2) },
  })),
  plant('variables that are no texts', ['unproven', 'inputs-invalid'], () => ({
    inputs: { vars: '{"SITE_URL": {}}' },
  })),
  plant('the variables of the platform, more of them than the application’s', ['pass', 'passed'], () => {
    const { SITE_URL, METRICS, ...values } = goodValues();
    return {
      values: { ...values, SITE_URL: undefined, METRICS: undefined },
      inputs: { vars: JSON.stringify({ SITE_URL, METRICS, SOMETHING_OF_ANOTHER_APPLICATION: madeUp() }) },
    };
  }),
  plant('a demand beside the policy that says it as well', ['unproven', 'inputs-invalid'], () => ({
    inputs: { policy: 'tidegate.yml', 'least-secret-length': '8' },
    files: { 'tidegate.yml': policyWith({ production: {} }) },
  })),
  plant(
    'evidence about an artifact by a contract that is not its own',
    ['unproven', 'inputs-invalid'],
    () => ({
      inputs: { 'artifact-digest': 'ab'.repeat(32) },
    }),
  ),
  plant('an environment that the policy does not have', ['unproven', 'unknown-environment'], () => ({
    inputs: { policy: 'tidegate.yml', environment: 'prodcution' },
    files: { 'tidegate.yml': policyWith({ production: {} }) },
  })),
  plant('a policy with a mistake', ['unproven', 'policy-invalid'], () => ({
    inputs: { policy: 'tidegate.yml' },
    files: { 'tidegate.yml': policyWith({ production: {} }, { leastSecretLenght: 20 }) },
  })),
];
