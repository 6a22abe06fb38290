import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  vulnerable: 'take the version that the finding names, or write an exception that somebody answers for',
  'malware-found': 'remove the package, and change every secret that a machine with it could read',
  'exception-expired': 'mend the package and remove the exception, or say anew why it may stay',
  'exception-unused': 'remove the exception',
  'exceptions-invalid': 'mend each as it says; none was applied',
  'lockfile-missing': 'commit one lock file, or name the one that counts by `lockfile`',
  'lockfile-unreadable': 'write it anew with a package manager whose lock files are read',
  'lockfile-incomplete': 'install anew, and commit the lock file together with package.json',
  'nothing-examined': 'say which lock file, workspace and scope are meant',
  'advisories-unavailable': 'ask a registry that has the endpoint, by `registry`, and run this again',
  'advisories-refused': 'look at the registry’s token and limits, and run this again',
  'advisories-unreadable': 'see what answers in the registry’s place',
  'control-missed': 'ask a registry that has advisories: this one would call anything clean',
  'osv-unreadable': 'give a folder of OSV records, or leave `osv` out',
  'base-unknown': 'check out with `fetch-depth: 0`, and name the branch that this one goes to',
  'program-missing': 'install git, or look at everything; install npm, or name the registry',
  'inputs-invalid': 'mend the step’s `with:`',
  'policy-invalid': 'mend the policy file as it says',
  'internal-error': 'report it: it is a bug in Tidegate',
};
