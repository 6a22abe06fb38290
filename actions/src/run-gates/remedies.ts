import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  done: 'Nothing.',
  'gate-failed': 'Mend what the gate found.',
  'gate-unproven': 'See why the gate could not look.',
  'tests-failed': 'Mend what the tests show.',
  'coverage-low': 'Test what is not covered, or say in the policy what is demanded.',
  vulnerable: 'Update the package, or write an exception with its end.',
  'build-incomplete': 'See which part of the artifact does not start or answer.',
  'source-differs': 'Check out the commit that the artifact was built from.',
  'digest-mismatch': 'Pass the file and the digest that `package-artifact` gave.',
  'secret-empty': 'Set each secret that it names in the environment, and pass it by name at every level.',
  'unknown-environment': 'Name one of the policy’s environments.',
  'program-missing': 'Run `npm ci` before it.',
  'policy-invalid': 'Mend the lines that the message names.',
  'inputs-invalid': 'Mend each input that the message names.',
  'internal-error': 'Report it, with the stack that the log shows.',
};
