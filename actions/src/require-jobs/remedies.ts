import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  done: 'Nothing.',
  'job-failed': 'See the log of the job that it names.',
  'job-skipped':
    'See which job before it did not go well; list it under `may-skip` only where leaving it out is meant.',
  'nothing-examined': 'Name every job under `needs:`.',
  'github-refused': 'Give the job `statuses: write`, and this job’s own token.',
  'github-unreachable': 'Run the job again.',
  'inputs-invalid': 'Mend each input that the message names.',
  'internal-error': 'Report it, with the stack that the log shows.',
};
