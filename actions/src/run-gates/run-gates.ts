import { EXIT_CODES } from '../exit-codes.ts';
import { discardDatabases } from '../pipeline/databases.ts';
import { passGates } from '../pipeline/gating.ts';
import { groupedProgress } from '../pipeline/grouped-progress.ts';
import { done } from '../runner/done.ts';
import { jobOf } from '../runner/job.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskReport } from '../runner/task-action.ts';
import { worstOf, type Verdict } from '../verdict/verdict.ts';
import type { Inputs } from './inputs.ts';
import { EVIDENCE, openForGates } from './open.ts';

type Judged = readonly [gate: string, verdict: Verdict];

/** Runs gates of the policy one after the other, each to its end, and leaves their evidence about the artifact. */
export async function runGates(given: Inputs, runner: Runner): Promise<TaskReport> {
  const { project, ...subject } = await openForGates(given, jobOf(runner), runner);
  const progress = groupedProgress(runner);
  const judged: Judged[] = [];
  try {
    for (const name of given.gates) {
      const wish = { ...subject, names: [name], approver: { vouch: () => Promise.resolve(undefined) } };
      judged.push([name, await passGates(project, wish, progress)]);
    }
  } finally {
    // On a server it is the environment's own, and goes on.
    if (project.isFresh) await discardDatabases(project);
  }
  return reportOf(judged);
}

function reportOf(judged: readonly Judged[]): TaskReport {
  const worst = worstOf(judged.map(([, { kind }]) => kind));
  const verdicts = Object.fromEntries(judged.map(([gate, { kind }]) => [gate, kind]));
  const outputs = { verdicts: JSON.stringify(verdicts), evidence: EVIDENCE };
  const rows = judged.map(([gate, { kind, summary }]) => [gate, kind, summary]);
  const parts = [{ kind: 'table', head: ['gate', 'verdict', 'what it saw'], rows, of: 'gates' }] as const;
  if (worst === 'pass')
    return done({ summary: `${judged.map(([gate]) => gate).join(', ')}: pass.`, outputs, parts });
  const shut = judged.filter(([, { kind }]) => kind !== 'pass');
  const [, first] = shut.find(([, { kind }]) => kind === worst) ?? [];
  return {
    outcome: 'refused',
    reasonCode: first?.reasonCode ?? 'nothing-examined',
    summary: shut.map(([gate, { kind, summary }]) => `${gate}: ${kind}. ${summary}`).join(' '),
    findings: shut.flatMap(([, { findings }]) => findings),
    facts: {},
    parts,
    annotations: [],
    outputs,
    exitCode: (worst === 'fail' ? EXIT_CODES.refused : EXIT_CODES.unproven).code,
  };
}
