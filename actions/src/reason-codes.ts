/**
 * Every reason code that a verdict or an outcome can carry: a closed list, so that callers can match on it.
 * The value says what the code means; the README's table is made from this list.
 */
export const REASON_CODES = {
  // Outcomes that went well.
  deployed: 'the release serves, was watched and confirmed',
  'already-live': 'this release with this configuration serves already and is healthy',
  'rolled-back': 'the environment serves the release that was asked for again',
  done: 'the step did what it is for',
  'request-repeated': 'this rollback request was carried out before; nothing was done again',

  // Verdicts of gates.
  passed: 'everything that was looked at is as it should be',
  'nothing-examined': 'the gate had nothing to look at',
  'evidence-missing': 'no evidence of this gate for this digest',
  'evidence-stale': 'the evidence was made under another policy or configuration',
  'evidence-invalid': 'the evidence is not a statement about this digest, or was changed',
  'tests-failed': 'the application’s own tests fail',
  'no-tests-ran': 'no test ran',
  'source-differs': 'the sources at hand are not the ones that the artifact was built from',
  'build-incomplete': 'the artifact lacks what its manifest or the policy promises',
  'configuration-invalid': 'the artifact’s own contract refuses the environment’s configuration',
  'configuration-missing': 'there is no configuration for this environment',
  'rehearsal-failed':
    'going back to the release that serves now, and forth again, was tried out and went wrong',
  'rehearsal-impossible': 'the revert could not be rehearsed',
  'gate-failed': 'a required gate says fail',
  'gate-unproven': 'a required gate could not look, or looked at nothing',

  // Coverage.
  'coverage-low': 'less is covered than is demanded',
  'patch-uncovered': 'too many of the changed lines are not covered',
  'coverage-dropped': 'less is covered than at the base, by more than is allowed',
  'coverage-missing': 'there is no coverage report where one was expected',
  'coverage-invalid': 'a coverage report can’t be read, or says what can’t be',
  'coverage-stale': 'a coverage report was not made from the sources at hand',
  'source-unmeasured': 'a source file is in no coverage report',
  'path-ambiguous': 'a path of a coverage report fits several files of the repository',
  'base-missing': 'there is nothing to compare with: no base, no common history, or no report of it',
  'base-unrelated': 'the report to compare with is of another commit than the change began at',

  // Jobs of a workflow.
  'job-failed': 'a job that must succeed failed or was cancelled',
  'job-skipped': 'a job that must succeed was skipped',
  'tree-dirty': 'what is checked out has changes that no commit has',
  'commit-differs': 'another commit is checked out than the run is about',

  // What is watched by night.
  'record-differs': 'an environment is not as GitHub’s record of it says',
  'live-unhealthy': 'the live release does not answer as it must',
  'release-damaged': 'files or configuration of the live release are not as they were deployed',
  'run-waiting': 'a run waits for a reviewer or a machine for too long',
  'run-dropped': 'the newest commit has no run that did its work, and nothing is red',
  'exception-expiring': 'an exception of the audit ends soon',

  // The checklist.
  'item-open': 'an item of the checklist waits for a person',
  'tick-outdated': 'an item was ticked at an earlier commit: what came since, nobody looked at',
  'tick-refused': 'an item was ticked by somebody whose tick does not count',
  'tick-unaccounted': 'an item is ticked in the comment, and no event tells by whom',
  'not-applicable-refused': 'an item was said not to apply without a reason, or although it always does',
  'record-altered': 'the record of ticks in the comment was changed by hand',
  'probe-failed': 'the environment was asked, and lacks what an item demands',
  'probe-unanswered': 'the environment could not be asked what an item demands',
  'github-refused': 'GitHub refuses the request: the token may not, or the thing is not there',
  'github-unreachable': 'GitHub gives no usable answer',

  // Releases on GitHub.
  'already-published': 'the release is published already, with this very artifact',
  'release-differs': 'another release than this one is published under its tag',
  'asset-differs': 'GitHub keeps other files than were uploaded',

  // Who built an artifact.
  'attestation-missing': 'nobody has attested how the artifact was built',
  'attestation-invalid': 'an attestation’s signature, time or place in the log does not hold',
  'attestation-foreign':
    'an attestation holds, and is about another artifact, or by another workflow than ours',
  'trust-roots-unavailable': 'the roots that attestations are proved against can’t be had or read',
  // Releases.
  'release-pull-unclear': 'there are several release PRs, or one that holds more than versions and notes',
  'version-refused': 'the version is none, or is not newer than those that are released',
  'bundles-missing': 'an action has no bundle that could be released',
  'push-refused': 'the remote repository refuses what was pushed',

  // The audit of what is installed.
  vulnerable: 'a package that counts has an advisory of the level or worse',
  'malware-found': 'a package that counts is malware',
  'exception-expired': 'an exception has ended',
  'exception-unused': 'an exception covers nothing that is there',
  'exceptions-invalid': 'an exception is no whole contract, or its file can’t be read',
  'lockfile-missing': 'there is no lock file, it is empty, or there are several',
  'lockfile-unreadable': 'the lock file is not of a known form',
  'lockfile-incomplete': 'the lock file lacks something that is required',
  'advisories-unavailable': 'the registry can’t be reached, or does not have the advisories’ endpoint',
  'advisories-refused': 'the registry answers the question about advisories with an error',
  'advisories-unreadable': 'the registry’s answer is no list of advisories',
  'control-missed': 'the registry does not report a version that is known to be vulnerable',
  'osv-unreadable': 'the second opinion can’t be read, or is about no npm package',
  'base-unknown': 'the commit to compare with is not there, or is this very one',

  // The config gate.
  'configuration-unreadable':
    'a file of the configuration, or a source that reads it, can’t be read for sure',
  'contract-missing': 'there is no contract that says which variables the application needs',
  'variable-missing': 'a variable that is needed has no value: a secret that there isn’t arrives empty',
  'variable-repeated': 'a variable is given twice',
  'variable-unknown': 'a variable is set that the contract does not know',
  'placeholder-value': 'a variable was never filled in',
  'secret-weak': 'a secret is short or easy to guess',
  'secret-shared': 'one secret serves two variables or two environments',
  'not-for-production': 'production is given what is for development or tests',
  'environments-differ': 'an environment has other variables than the one that mirrors it',
  'parity-unproven': 'the environments can’t be compared',
  'configuration-drift': 'contract, example, policy and code disagree on which variables there are',
  'running-differs':
    'what runs has another configuration, or is of another artifact, than what was looked at',
  'running-unproven': 'what runs does not say which configuration it has',

  // What a person asked for that can't be.
  usage: 'the command line can’t be understood',
  'inputs-invalid': 'the step’s inputs have mistakes',
  'policy-invalid': 'the policy file has mistakes',
  'node-too-old': 'this Node.js is older than the one needed',
  'unknown-environment': 'the policy has no environment of that name',
  'unknown-release': 'no release of that id is known there',
  'unknown-artifact': 'no artifact of that digest or path is at hand',
  'approval-needed': 'the environment asks for a person’s yes and there is no terminal',
  'approval-denied': 'the person said no',
  'plan-changed': 'what would be done is no longer what was approved',
  'promotion-out-of-order': 'the release is not good in the environment before this one',
  'release-bad': 'the release was reverted here before',
  'nothing-to-revert-to': 'there is no good release to go back to',
  'revert-target-broken': 'the release to go back to is gone, damaged or does not start',
  'revert-floor': 'a migration took away what the release to go back to reads',
  'contract-mixed': 'a migration that takes something away must be promoted by itself',
  'contract-too-early': 'the release that serves now still reads what a migration takes away',
  'not-bad': 'the release has no bad mark to clear',
  'already-running': 'another deployment holds the environment’s lock',
  'lock-lost': 'the lock was taken over by a newer deployment',

  // A deployment by a workflow.
  'secret-empty': 'a secret that the environment needs arrived empty',
  'environment-unprotected': 'GitHub asks nobody before this environment, although the policy wants a yes',
  'downgrade-refused': 'the commit is older than the one that serves: only a rollback goes back',
  'history-unknown': 'nobody can say whether the commit is newer than the one that serves',
  'deployment-freeze': 'nothing is deployed here at this time',
  'artifact-expired': 'the artifact is kept nowhere any more',

  // A repository’s settings on GitHub.
  'token-missing': 'there is no token to ask GitHub with',
  'repository-unknown': 'nobody can say which repository on GitHub is meant',
  'actions-unpinned': 'a workflow names an action by a tag, which the settings will not allow',
  'setup-drift': 'a setting of the repository is not what the policy asks for',
  'setup-unproven': 'a setting of the repository can’t be read with this token',
  'setup-incomplete': 'not everything that the policy asks for could be set',
  'plan-lacks': 'the owner’s plan with GitHub does not have this protection for a private repository',

  // The machine.
  'port-taken': 'another program listens on the port',
  'path-too-long': 'a unix socket’s path would be longer than the platform allows',
  'no-space-left': 'the disk is full',
  'filesystem-refused': 'a file could not be written or read',
  'database-unreachable': 'PostgreSQL does not answer',
  'database-unavailable': 'there is no embedded PostgreSQL for this platform',
  'program-missing': 'a program that is needed is not on this machine',

  // The artifact.
  'artifact-unreadable': 'the file is not a whole gzipped tar archive',
  'digest-mismatch': 'the bytes are not the ones that the digest names',
  'entry-refused': 'an archive entry is of a kind or a path that is never unpacked',
  'entry-unlisted': 'the archive holds a file that its manifest does not list, or lacks one that it does',
  'archive-too-large': 'the archive unpacks to more than the limit',
  'manifest-invalid': 'the manifest is missing or is not of the known form',
  'platform-mismatch': 'the artifact was built for another platform or Node.js version',
  'build-failed': 'the application could not be built',

  // Another repository that is to be shipped.
  'not-adoptable': 'the repository is not one that can be shipped as it is',
  'target-dirty': 'a file that would be written has changes that are not committed',
  'uses-unknown': 'nothing says from where the workflows are to use Tidegate’s actions',

  // Migrations.
  'migration-class-missing': 'a migration does not declare its class',
  'migration-class-weaker': 'a migration declares a weaker class than its SQL has',
  'migration-invalid': 'a migration can’t be run as it is written',
  'migration-changed': 'a migration that was applied before has other contents now',
  'migration-failed': 'a migration’s SQL failed',
  'migration-locked': 'a lock that the migration needs was not free in time',
  'migration-unsavable': 'what a migration takes away can’t be saved, so it was not run',
  'nothing-saved': 'nothing that the migration took away is saved',
  'restore-refused': 'what a migration took away can’t be put back as the database is now',

  // A release that fails.
  'start-failed': 'the release did not start',
  'not-ready': 'the release did not become ready in time',
  'identity-wrong': 'what answers is not the release that was started',
  'smoke-failed': 'a smoke probe failed',
  'errors-high': 'too many requests fail',
  'latency-high': 'requests take too long',
  'release-restarted': 'the release died and was started again',
  'release-unreachable': 'the release does not answer its probes',
  'samples-too-few': 'there were too few requests to judge by',
  'measurement-invalid': 'what was measured contradicts itself or can’t be read',
  'both-failing': 'the release that served before fails too: the fault is outside',
  'not-confirmed': 'the confirmation did not come in time',
  abandoned: 'whoever asked for the deployment took it back',
  'confirmation-refused': 'the confirmation was late, came twice, or was for another deployment',
  interrupted: 'an earlier deployment ended half-way and was put right',
  'keeper-lost': 'the program that keeps a release running was ended while it started',
  'host-lost': 'the program on the host was ended before it gave an answer',
  'internal-error': 'Tidegate itself failed: a bug, shown with its stack',
  'ledger-broken': 'the journal’s hash chain does not hold',
} as const satisfies Record<string, string>;

export type ReasonCode = keyof typeof REASON_CODES;
