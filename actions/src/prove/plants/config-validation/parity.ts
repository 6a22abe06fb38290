import type { Plant } from '../../plant.ts';
import { fingerprintsOf } from './fingerprints.ts';
import { policyWith } from './policy.ts';
import { goodValues, madeUp, plant, type Case } from './workbench.ts';

/** Production beside the staging that it mirrors. */
export const PARITY_PLANTS: readonly Plant[] = [
  plant('nothing, with the fingerprints of another environment', ['pass', 'passed'], () => beside({})),
  plant('nothing, with fingerprints that were made without a key', ['pass', 'passed'], () => ({
    inputs: { mirrors: 'staging.json' },
    files: { 'staging.json': fingerprintsOf({}) },
  })),
  plant('staging’s own secret in production', ['fail', 'secret-shared'], () => {
    const shared = { JWT_SECRET: madeUp() };
    return { ...beside(shared), values: shared };
  }),
  plant('the password of staging’s database in production’s', ['fail', 'secret-shared'], () => {
    const password = madeUp();
    return {
      ...beside({ DATABASE_URL: `postgresql://app:${password}@staging.internal/app` }),
      values: { DATABASE_URL: `postgresql://app:${password}@production.internal/app` },
    };
  }),
  plant('a variable that staging was never tried with', ['fail', 'environments-differ'], () => ({
    ...beside({}),
    values: { FEATURE_FLAGS: 'all' },
  })),
  plant(
    'fingerprints that were made with another key, so that no two are ever the same',
    ['unproven', 'parity-unproven'],
    () => {
      const shared = { JWT_SECRET: madeUp() };
      return { ...beside(shared), values: shared, variables: { PARITY_KEY: madeUp() } };
    },
  ),
  plant(
    'a key for fingerprints that is empty, with secrets that could be guessed from them',
    ['unproven', 'parity-unproven'],
    () => ({
      values: { JWT_SECRET: madeUp(17) },
      inputs: { 'fingerprint-key': 'PARITY_KEY' },
      variables: { PARITY_KEY: '' },
    }),
  ),
  plant('the environment’s own fingerprints', ['unproven', 'parity-unproven'], () => ({
    inputs: { mirrors: 'staging.json' },
    files: { 'staging.json': fingerprintsOf({ environment: 'production' }) },
  })),
  plant('fingerprints that are not there', ['unproven', 'parity-unproven'], () => ({
    inputs: { mirrors: 'staging.json' },
  })),
  plant(
    'the fingerprints of another environment than the policy has it mirror',
    ['unproven', 'parity-unproven'],
    () => ({
      inputs: { policy: 'tidegate.yml', mirrors: 'staging.json' },
      files: {
        'tidegate.yml': policyWith({ staging: {}, production: {} }),
        'staging.json': fingerprintsOf({ environment: 'development' }),
      },
    }),
  ),
  plant(
    'no fingerprints where the policy has production mirror staging',
    ['unproven', 'parity-unproven'],
    () => ({
      inputs: { policy: 'tidegate.yml' },
      files: { 'tidegate.yml': policyWith({ staging: {}, production: {} }) },
    }),
  ),
];

function beside(values: Readonly<Record<string, string>>): Case {
  const key = madeUp();
  return {
    inputs: { mirrors: 'staging.json', 'fingerprint-key': 'PARITY_KEY' },
    variables: { PARITY_KEY: key },
    files: { 'staging.json': fingerprintsOf({ key, values: { ...goodValues(), ...values } }) },
  };
}
