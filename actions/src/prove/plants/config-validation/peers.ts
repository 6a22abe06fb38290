import type { Plant } from '../../plant.ts';
import { DECLARED, laxContract, madeUp, plant } from './workbench.ts';
import { fingerprintsOf } from './fingerprints.ts';
import { policyWith } from './policy.ts';

/** The catalogue’s rows E1–E11; where a row is about how a peer works, the situation that the same fault of ours would let pass. */
export const PEER_PLANTS: readonly Plant[] = [
  plant('an empty text where a contract takes any text', ['fail', 'variable-missing', 'E1'], () => ({
    values: { API_KEY: '' },
  })),
  plant(
    'a default that nobody validates: an open value of the policy, which stands below what is given, is a placeholder',
    ['fail', 'placeholder-value', 'E2'],
    () => ({
      values: { SITE_URL: undefined },
      files: {
        'tidegate.yml': policyWith({
          production: { NODE_ENV: 'production', SITE_URL: 'https://your-domain.com' },
        }),
      },
      inputs: { policy: 'tidegate.yml' },
    }),
  ),
  plant(
    'a NODE_ENV with a typo, which a reader would run on its defaults for development',
    ['fail', 'configuration-invalid', 'E3'],
    () => ({
      values: { NODE_ENV: 'prod' },
    }),
  ),
  plant('staging as the NODE_ENV of production', ['fail', 'configuration-invalid', 'E3'], () => ({
    values: { NODE_ENV: 'staging' },
  })),
  plant(
    'a contract that a variable switches off: it passes whatever there is',
    ['fail', 'placeholder-value', 'E4'],
    () => ({
      values: { SKIP_ENV_VALIDATION: 'false', API_KEY: 'changeme' },
      files: {
        'check-config.mjs': laxContract(
          DECLARED,
          `if (process.env.SKIP_ENV_VALIDATION) { console.log('{"verdict":"pass","problems":[]}'); process.exit(0); }`,
        ),
      },
    }),
  ),
  plant(
    '“off” for a boolean, which a reader that coerces it takes for true',
    ['fail', 'configuration-invalid', 'E5'],
    () => ({
      values: { METRICS: 'off' },
    }),
  ),
  plant(
    'a contract that never says its verdict: nothing is validated, before the start or at it',
    ['unproven', 'build-incomplete', 'E6'],
    () => ({
      files: {
        'check-config.mjs': `if (process.argv.includes('--contract')) console.log('${JSON.stringify({ variables: DECLARED })}');`,
      },
    }),
  ),
  plant('junk that is not empty', ['fail', 'placeholder-value', 'E7'], () => ({
    values: { JWT_SECRET: 'TODO' },
  })),
  plant('junk with digits behind it', ['fail', 'placeholder-value', 'E7'], () => ({
    values: { JWT_SECRET: 'changeme123' },
  })),
  plant('a weak secret of 24 characters', ['fail', 'secret-weak', 'E8'], () => ({
    values: { API_KEY: madeUp(12).repeat(2) },
  })),
  plant('random secrets of 24 and 37 characters', ['pass', 'passed', 'E8'], () => ({
    values: { API_KEY: madeUp(24), JWT_SECRET: madeUp(37) },
  })),
  plant('a placeholder behind a line of 5,000 characters', ['fail', 'placeholder-value', 'E9'], () => ({
    values: { A_LONG_ONE: madeUp(5000), JWT_SECRET: 'changeme' },
  })),
  plant('a placeholder of 600 characters', ['fail', 'placeholder-value', 'E9'], () => ({
    values: { API_KEY: 'x'.repeat(600) },
  })),
  plant('a secret of letters alone', ['fail', 'placeholder-value', 'E10'], () => ({
    values: { API_KEY: 'mysupersecretpassword' },
  })),
  plant('a random secret of 9 characters', ['fail', 'secret-weak', 'E10'], () => ({
    values: { API_KEY: madeUp(9) },
  })),
  plant(
    'a key that is there in both environments, and empty in one',
    ['fail', 'environments-differ', 'E11'],
    () => ({
      values: { SITE_URL: '' },
      inputs: { mirrors: 'staging.json', 'fingerprint-key': 'PARITY_KEY' },
      ...withFingerprints(),
    }),
  ),
];

function withFingerprints(): { files: Record<string, string>; variables: Record<string, string> } {
  const key = madeUp();
  return { files: { 'staging.json': fingerprintsOf({ key }) }, variables: { PARITY_KEY: key } };
}
