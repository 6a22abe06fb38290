import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  done: 'Nothing.',
  'tree-dirty': 'Let no step before this one write into the checkout, or have git ignore what it writes.',
  'commit-differs':
    'Check out the commit that the run is about, or name the one that is meant with `commit`.',
  'build-failed': 'Build it on your machine with `npm run package`, and mend what the message says.',
  'migration-class-missing':
    'Say in the migration’s first lines which class it is of; see docs/migrations.md.',
  'policy-invalid': 'Mend the lines that the message names.',
  'program-missing': 'Install what it names on the runner.',
  'inputs-invalid': 'Mend each input that the message names.',
  'internal-error': 'Report it, with the stack that the log shows.',
};
