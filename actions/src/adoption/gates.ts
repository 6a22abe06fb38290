import type { RepositoryFacts } from './facts.ts';

export interface DecidedGates {
  readonly gates: readonly string[];
  readonly notes: readonly string[];
}

/** The gates that have something to look at here; of each that has not, why. */
export function decideGates({ packageFile, lockFiles }: RepositoryFacts): DecidedGates {
  const test = packageFile.scripts['test'];
  const isJest = test !== undefined && /(?:^|[\s/])jest(?:\s|$)/.test(test);
  const notes = [
    ...(isJest ? [] : [testsLeftOut(test)]),
    ...(lockFiles.length === 1 ? [] : [auditLeftOut(lockFiles)]),
    'The gates coverage and checklist are left out: what they demand is for you to say.',
  ];
  return {
    gates: ['build', ...(isJest ? ['tests'] : []), 'config', ...(lockFiles.length === 1 ? ['audit'] : [])],
    notes,
  };
}

function testsLeftOut(test: string | undefined): string {
  if (test === undefined || test.includes('no test specified'))
    return 'The gate tests is left out: package.json has no test script.';
  return 'The gate tests is left out: it reads Jest’s report, and the test script does not run Jest. Run the tests in a workflow of their own.';
}

function auditLeftOut(lockFiles: readonly string[]): string {
  const found = lockFiles.length === 0 ? 'none' : lockFiles.join(' and ');
  return `The gate audit is left out: it looks at one lock file, and there is ${found}.`;
}
