import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  done: 'Nothing.',
  'record-differs': 'Find out who changed the environment; the record was put right where it could be.',
  'live-unhealthy': 'Look at the release’s log; roll back, or ship a corrected release.',
  'release-damaged':
    'Find out who changed the files. Roll back; or, on the server, deploy with `--forward-only`.',
  'revert-target-broken':
    'Ship a release that works: it becomes what can be gone back to, once another one follows.',
  'artifact-expired': 'Ship a new release; those that were published as a GitHub release are kept for ever.',
  'run-waiting': 'Approve or reject it, or see that a runner with its labels is there.',
  'run-dropped': 'Start the pipeline by hand for main.',
  'exception-expiring': 'Update the package, or look at it anew and agree on another date.',
  'exceptions-invalid': 'Mend each exception that the message names.',
  'github-refused': 'Give the job the permission that the message names.',
  'github-unreachable': 'Run the job again.',
  'unknown-environment': 'Name one of the policy’s environments.',
  'policy-invalid': 'Mend the lines that the message names.',
  'inputs-invalid': 'Mend each input that the message names.',
  'internal-error': 'Report it, with the stack that the log shows.',
};
