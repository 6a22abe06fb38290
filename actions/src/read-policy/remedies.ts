import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  done: 'Nothing.',
  'policy-invalid': 'Mend the lines that the message names.',
  'unknown-environment': 'Mend the name in the policy, or give the workflow a job for it.',
  'github-refused': 'Give the job `pull-requests: read`, and this job’s own token.',
  'github-unreachable': 'Run the job again.',
  'inputs-invalid': 'Mend each input that the message names.',
  'internal-error': 'Report it, with the stack that the log shows.',
};
