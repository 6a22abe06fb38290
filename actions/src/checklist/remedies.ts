import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  passed: 'Nothing.',
  'gate-failed': 'Mend what that gate found, and run it again for this artifact.',
  'gate-unproven': 'See why that gate could not look, and run it again.',
  'evidence-missing':
    'Run the gate for this digest before; see that its job was not skipped and its evidence was fetched.',
  'evidence-stale': 'Run the gate again under today’s policy and configuration.',
  'evidence-invalid': 'Run the gate again; evidence is never edited.',
  'probe-failed': 'Mend what the environment lacks, or correct what the policy tells the probe.',
  'probe-unanswered': 'Give `url`, see that the environment serves, and run it again.',
  'item-open': 'Look, and tick it in the comment on the pull request.',
  'tick-outdated': 'Look at what was pushed since, and tick it anew.',
  'tick-refused':
    'Have somebody tick it who may write to the repository and, for four eyes, wrote none of its commits.',
  'tick-unaccounted':
    'Untick it and tick it again; the workflow must run on `issue_comment` with the type `edited`.',
  'not-applicable-refused':
    'Write `N/A: ` with the reason, where the policy allows it; otherwise do it, and tick it.',
  'record-altered': 'Tick anew, and leave what is hidden in the comment as it is.',
  'github-refused': 'Give the job `pull-requests: write`, and this job’s own token.',
  'github-unreachable': 'Run the job again.',
  'unknown-environment': 'Name one of the policy’s environments.',
  'policy-invalid': 'Mend the lines that the message names.',
  'inputs-invalid': 'Mend each input that the message names.',
  'internal-error': 'Report it, with the stack that the log shows.',
};
