import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  passed: 'Nothing.',
  'configuration-invalid': 'Set each variable as the contract says, and NODE_ENV to that of the environment.',
  'variable-missing':
    'Set the value in the environment’s variables or secrets, and hand it on by name at every level that calls a workflow.',
  'placeholder-value': 'Set the environment’s real value.',
  'secret-weak': 'Make a random one, for example with `openssl rand -base64 48`.',
  'secret-shared': 'Make a new one for each variable and each environment.',
  'not-for-production':
    'Set the live key, the public address with https, the origins by name; switch debugging off.',
  'variable-unknown': 'Correct its name, remove it, or list it under `also-read`.',
  'variable-repeated': 'Give it in one place alone.',
  'environments-differ': 'Give it to both environments, or list it under `may-differ`.',
  'configuration-drift':
    'Name the same variables in the contract, the example file, the policy and the code.',
  'running-differs': 'Deploy what was looked at, or look at what runs.',
  'configuration-missing': 'Say where the configuration comes from: `files`, `variables`, `secrets`, `vars`.',
  'contract-missing':
    'Give `artifact` or `contract`, and have the contract list its variables when it is run with `--contract`.',
  'build-incomplete': 'Run the contract’s program yourself, as the message says, and mend it.',
  'configuration-unreadable': 'Mend the lines, which the annotations point at.',
  'parity-unproven':
    'Run the gate for the other environment with the same artifact and the same `fingerprint-key`, and give its file as `mirrors`.',
  'running-unproven': 'See that the process runs, that `url` is its `/health`, and that a host started it.',
  'nothing-examined': 'Name the folders under `sources` from the working directory.',
  'artifact-unreadable': 'Fetch the artifact again, or build it anew.',
  'digest-mismatch': 'Fetch the artifact again; if it still differs, somebody has changed it.',
  'unknown-environment': 'Name one of the policy’s environments.',
  'policy-invalid': 'Mend the policy as the message says.',
  'inputs-invalid': 'Mend the step’s `with:` as the message says.',
  'internal-error': 'A bug in Tidegate: please report it.',
};
