import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { hashSources } from '../../artifact/source-hash.ts';
import { isSystemError } from '../../errors.ts';
import type { Finding, Verdict } from '../../verdict/verdict.ts';
import type { Gate, GateSubject } from '../gate.ts';

const TIMEOUT_MS = 10 * 60_000;
const SHOWN_FAILURES = 20;

/** The part of Jest's `--json` report that is judged (jestjs.io/docs/cli#--json). */
const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
  numTotalTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
type Report = z.output<typeof reportSchema>;

/** Runs the application's own suite, on the very sources that the artifact was built from. */
export const gate: Gate = {
  boundTo: 'artifact',
  async look(subject): Promise<Verdict> {
    const { repository, application, manifest, scratch, note } = subject;
    const workspace = join(repository, application.workspace);
    if ((await hashSources(workspace)) !== manifest.sourceHash) return otherSources(subject);
    const reportFile = join(scratch, 'report.json');
    note(`Running the tests of ${application.workspace}`);
    await execa(
      'npm',
      ['test', '--workspace', application.workspace, '--', '--json', `--outputFile=${reportFile}`],
      {
        cwd: repository,
        reject: false,
        timeout: TIMEOUT_MS,
        all: true,
        env: { NODE_ENV: 'test', CI: 'true' },
      },
    );
    return judgeReport(await readReport(reportFile));
  },
};

/** No report, or one without a test that ran, proves nothing. */
export function judgeReport(report: Report | undefined): Verdict {
  if (report === undefined) return unproven('nothing-examined', 'The tests ended without a report.', {});
  const { numPassedTests: passed, numFailedTests: failed, numTotalTests: total } = report;
  const brokenFiles = report.numRuntimeErrorTestSuites;
  const facts = { passed, failed, total, brokenFiles };
  if (failed > 0 || brokenFiles > 0 || !report.success) {
    const summary = `${failed} of ${total} tests fail, and ${brokenFiles} test files could not be run.`;
    return { kind: 'fail', reasonCode: 'tests-failed', summary, findings: failures(report), facts };
  }
  if (passed === 0) return unproven('no-tests-ran', 'No test ran.', facts);
  return { kind: 'pass', reasonCode: 'passed', summary: `${passed} tests pass.`, findings: [], facts };
}

async function readReport(path: string): Promise<Report | undefined> {
  try {
    return reportSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || error instanceof SyntaxError || error instanceof z.ZodError)
      return undefined;
    throw error;
  }
}

function failures({ testResults }: Report): Finding[] {
  const found = testResults.flatMap(({ name, message, assertionResults }): Finding[] => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message !== '' && assertionResults.length === 0) {
      return [{ code: 'tests-failed', place: name, message: 'The file could not be run.' }];
    }
    return failed.map(({ fullName }) => ({ code: 'tests-failed', place: name, message: fullName }));
  });
  return found.slice(0, SHOWN_FAILURES);
}

function otherSources({ application, release }: GateSubject): Verdict {
  const summary = `The sources in ${application.workspace} are not the ones that ${release.id} was built from.`;
  return unproven('source-differs', summary, {}, `Check out ${release.commit}, or package anew.`);
}

function unproven(
  code: 'nothing-examined' | 'no-tests-ran' | 'source-differs',
  summary: string,
  ...[facts, remedy = 'Look at the suite’s own output.']: [Verdict['facts'], string?]
): Verdict {
  return {
    kind: 'unproven',
    reasonCode: code,
    summary,
    findings: [{ code, message: summary, remedy }],
    facts,
  };
}
