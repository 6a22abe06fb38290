import { relative } from 'node:path';
import { z } from 'zod';
import type { Finding, Verdict } from '../../verdict/verdict.ts';
import { unproven } from './unproven.ts';

const SHOWN_FAILURES = 20;

const count = z.int().nonnegative();

/** The part of Jest's `--json` report that is judged (jestjs.io/docs/cli#--json). */
const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: count,
  numFailedTests: count,
  numRuntimeErrorTestSuites: count,
  numTotalTests: count,
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
type Report = z.output<typeof reportSchema>;

/**
 * The verdict of a report's text. No report, one that can't be read, or one without a test that ran, proves nothing. Places
 * are below the repository, whose folder is given.
 */
export function judgeReport(text: string | undefined, repository: string): Verdict {
  if (text === undefined)
    return unproven('nothing-examined', { summary: 'The tests ended without a report.' });
  const parsed = reportSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    return unproven('nothing-examined', { summary: 'The tests’ report is not one of Jest’s.' });
  }
  const report = parsed.data;
  const { numPassedTests: passed, numFailedTests: failed, numTotalTests: total } = report;
  const brokenFiles = report.numRuntimeErrorTestSuites;
  const facts = { passed, failed, total, brokenFiles };
  if (failed > 0 || brokenFiles > 0 || (!report.success && total > 0)) {
    const summary = `${failed} of ${total} tests fail, and ${brokenFiles} test files could not be run.`;
    return {
      kind: 'fail',
      reasonCode: 'tests-failed',
      summary,
      findings: failures(report, repository),
      facts,
    };
  }
  if (passed === 0) return unproven('no-tests-ran', { summary: 'No test ran.', facts });
  return { kind: 'pass', reasonCode: 'passed', summary: `${passed} tests pass.`, findings: [], facts };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failures({ testResults }: Report, repository: string): Finding[] {
  const found = testResults.flatMap(({ name, message, assertionResults }): Finding[] => {
    const place = relative(repository, name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message !== '' && assertionResults.length === 0)
      return [{ ...failure(place), message: 'The file could not be run.' }];
    return failed.map(({ fullName }) => ({ ...failure(place), message: fullName }));
  });
  return found.slice(0, SHOWN_FAILURES);
}

function failure(place: string): Omit<Finding, 'message'> {
  const remedy = 'Run it by itself, and mend what it shows.';
  return { code: 'tests-failed', place, remedy };
}
