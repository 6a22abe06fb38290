import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  done: 'Read the plan; where an approval is needed, a reviewer says yes to just this one.',
  'secret-empty': 'Set the secret in the environment, and pass it by name at every level of the workflow.',
  'digest-mismatch': 'Pass the file and the digest that `package-artifact` gave.',
  'artifact-unreadable': 'Pass the file that `package-artifact` gave, and never a zip around it.',
  'downgrade-refused': 'Plan a newer commit; to go back, run the rollback workflow.',
  'history-unknown': 'Check out with `fetch-depth: 0`.',
  'release-bad': 'Ship a corrected release, or clear the mark if it was not at fault.',
  'revert-target-broken': 'Mend what keeps the release that was live from serving.',
  'configuration-invalid': 'Correct the value that the message names.',
  'github-refused': 'Give the job the permission that the message names.',
  'github-unreachable': 'Run the job again.',
  'unknown-environment': 'Name one of the policy’s environments.',
  'program-missing': 'Run `npm ci` before it.',
  'policy-invalid': 'Mend the lines that the message names.',
  'inputs-invalid': 'Mend each input that the message names.',
  'internal-error': 'Report it, with the stack that the log shows.',
};
