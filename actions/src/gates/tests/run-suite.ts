import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../../errors.ts';
import { killGroup } from '../../ports/process-group.ts';
import { coverageArguments, type CoverageWish } from './suite-coverage.ts';

interface Suite {
  readonly repository: string;
  /** The npm workspace whose `test` script is run, with Jest’s `--json --outputFile`. */
  readonly workspace: string;
  readonly reportFile: string;
  readonly coverage?: CoverageWish | undefined;
  readonly withinMs: number;
}

export type SuiteEnding =
  { readonly kind: 'ended'; readonly exitCode: number | null } | { readonly kind: 'too-long' };

/** Runs the suite, and kills it with all that it started when it takes too long. `UserError` program-missing. */
export async function runSuite(suite: Suite): Promise<SuiteEnding> {
  const { repository, workspace, reportFile, coverage, withinMs } = suite;
  const counted = coverage === undefined ? [] : coverageArguments(coverage, workspace);
  // The repository itself is no workspace to npm.
  const where = workspace === '.' ? [] : ['--workspace', workspace];
  const args = ['test', ...where, '--', '--json', `--outputFile=${reportFile}`, ...counted];
  const child = spawn('npm', args, {
    cwd: repository,
    env: {
      ...process.env,
      NODE_ENV: 'test',
      CI: 'true',
      ...(coverage === undefined ? {} : { PROGRAM_COVERAGE: coverage.programs }),
    },
    stdio: 'ignore',
    detached: true,
  });
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
    killGroup(child);
  }, withinMs);
  try {
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    return late.signal.aborted ? { kind: 'too-long' } : { kind: 'ended', exitCode };
  } catch (cause) {
    throw noNpm(cause);
  } finally {
    clearTimeout(timer);
    killGroup(child);
  }
}

function noNpm(cause: unknown): UserError {
  return new UserError({
    code: 'program-missing',
    message: 'Expected npm on this machine’s PATH, to run the application’s tests; it could not be started.',
    remedy: 'Install npm, or start this through `npm run`.',
    cause,
  });
}
