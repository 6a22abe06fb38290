import type { RepositoryFacts } from './facts.ts';

export interface DecidedGates {
  readonly gates: readonly string[];
  readonly notes: readonly string[];
}

/** The gates that have something to look at here; of each that has not, why. */
export function decideGates({ packageFile, lockFiles }: RepositoryFacts): DecidedGates {
  const test = packageFile.scripts['test'];
  const isJest = test !== undefined && /(?:^|[\s/])jest(?:\s|$)/.test(test);
  const noAudit = reasonAgainstAudit(packageFile, lockFiles);
  const notes = [
    ...(isJest ? [] : [testsLeftOut(test)]),
    ...(noAudit === undefined ? [] : [`The gate audit is left out: ${noAudit}`]),
    'The gates coverage and checklist are left out: what they demand is for you to say.',
  ];
  return {
    gates: ['build', ...(isJest ? ['tests'] : []), 'config', ...(noAudit === undefined ? ['audit'] : [])],
    notes,
  };
}

function testsLeftOut(test: string | undefined): string {
  if (test === undefined || test.includes('no test specified'))
    return 'The gate tests is left out: package.json has no test script.';
  return 'The gate tests is left out: it reads Jest’s report, and the test script does not run Jest. Run the tests in a workflow of their own.';
}

/** It is unproven where it has no package to ask about. */
function reasonAgainstAudit(
  { dependencies, optionalDependencies }: RepositoryFacts['packageFile'],
  lockFiles: readonly string[],
): string | undefined {
  if (lockFiles.length !== 1) {
    const found = lockFiles.length === 0 ? 'none' : lockFiles.join(' and ');
    return `it looks at one lock file, and there is ${found}.`;
  }
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  return names.length === 0 ? 'package.json names no package that the service is run with.' : undefined;
}
