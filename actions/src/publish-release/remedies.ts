import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  done: 'Nothing.',
  'already-published': 'Nothing.',
  'release-differs':
    'Give this artifact a version of its own, by the next release PR: what was published once stays as it is.',
  'asset-differs': 'Delete the release, if it can be, and run the job again.',
  'evidence-missing':
    'Fetch the evidence that the gates of this run left, and give its folder as `evidence`.',
  'evidence-invalid': 'Run the gates again for this artifact; evidence is never edited.',
  'unknown-artifact': 'Fetch the artifact of this run before, and give its path.',
  'digest-mismatch': 'Fetch the artifact again. If it still differs, somebody has changed it: do not use it.',
  'artifact-unreadable': 'Fetch the artifact again, or package it anew.',
  'github-refused':
    'Give the job `contents: write` and `pull-requests: write`. Where workflows changed on main since the release’s commit, a person must publish it.',
  'github-unreachable': 'Run the job again: a draft that was left is begun anew.',
  'inputs-invalid': 'Mend each input that the message names.',
  'internal-error': 'Report it, with the stack that the log shows.',
};
