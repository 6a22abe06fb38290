import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSources } from '../../artifact/source-hash.ts';
import { keepMeasured } from '../../coverage/kept-coverage.ts';
import { isSystemError } from '../../errors.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Gate, GateSubject } from '../gate.ts';
import { judgeReport } from './judge-report.ts';
import { runSuite, type SuiteEnding } from './run-suite.ts';
import { readMeasured, wishIn, type CoverageWish } from './suite-coverage.ts';
import { unproven } from './unproven.ts';

export const gate: Gate = testsGate({ withinMs: 10 * 60_000 });

/** Runs the application's own suite, on the very sources that the artifact was built from. */
export function testsGate({ withinMs }: { withinMs: number }): Gate {
  return {
    boundTo: 'artifact',
    async look(subject): Promise<Verdict> {
      const { repository, application, scratch, settings, note } = subject;
      const { workspace } = application;
      if (await hasOtherSources(subject)) return otherSources(subject);
      const reportFile = join(scratch, 'report.json');
      note(`Running the tests of ${workspace}`);
      const wish = settings.coverage === undefined ? undefined : wishIn(scratch, settings.coverage);
      const ending = await runSuite({ repository, workspace, reportFile, coverage: wish, withinMs });
      // Somebody may have gone on writing meanwhile.
      if (await hasOtherSources(subject)) return otherSources(subject);
      if (ending.kind === 'too-long') return tooLong(withinMs);
      const verdict = believed(judgeReport(await readIfThere(reportFile), repository), ending);
      // What a run covered that failed is not what the tests cover.
      if (verdict.kind === 'pass' && wish !== undefined) await keepCoverage(subject, wish);
      return verdict;
    },
  };
}

async function hasOtherSources({ repository, application, manifest }: GateSubject): Promise<boolean> {
  return (await hashSources(join(repository, application.workspace))) !== manifest.sourceHash;
}

/** The coverage gate looks at it next: the suite is not run twice. */
async function keepCoverage({ coverage, manifest }: GateSubject, wish: CoverageWish): Promise<void> {
  const report = await readMeasured(wish);
  if (report !== undefined) await keepMeasured(coverage, { report, sourceHash: manifest.sourceHash });
}

/** A run that failed after its last test (a threshold, a teardown, a crash) did not pass, whatever its report says. */
function believed(verdict: Verdict, { exitCode }: Extract<SuiteEnding, { kind: 'ended' }>): Verdict {
  if (verdict.kind !== 'pass' || exitCode === 0) return verdict;
  const message = `Every test passes, but the run ended with ${exitCode ?? 'a signal'} instead of 0.`;
  const remedy = 'Run `npm test` in the workspace, and look at what it prints at its end.';
  return {
    ...verdict,
    kind: 'fail',
    reasonCode: 'tests-failed',
    summary: message,
    findings: [{ code: 'tests-failed', message, remedy }],
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function tooLong(withinMs: number): Verdict {
  const summary = `The tests did not end within ${withinMs / 1000} s, and were killed.`;
  return unproven('nothing-examined', { summary });
}

function otherSources({ application, release }: GateSubject): Verdict {
  const summary = `The sources in ${application.workspace} are not the ones that ${release.id} was built from.`;
  const remedy = `Check out ${release.commit}, or package anew.`;
  return unproven('source-differs', { summary, remedy });
}
