import { openJob } from '../pipeline/job.ts';
import type { ChosenRelease } from '../pipeline/chosen-release.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskReport } from '../runner/task-action.ts';
import { choose } from './choose.ts';
import type { RollbackInputs } from './inputs.ts';

/** Where a rollback would go, and whether somebody must say yes to it; nothing is changed. */
export async function chooseByWorkflow(given: RollbackInputs, runner: Runner): Promise<TaskReport> {
  const job = await openJob({ ...given, withoutSecrets: true }, runner);
  const { chosen } = await choose(job, given);
  const { release } = chosen.served;
  const need = chosen.isGood
    ? 'It is good there, so that nobody is asked.'
    : 'It is not good there, so that somebody must say yes.';
  return {
    outcome: 'done',
    reasonCode: 'done',
    summary: `A rollback of ${given.environment} goes to ${release.id}. ${need}`,
    findings: [],
    facts: { environment: given.environment, target: release.id, isGood: chosen.isGood },
    parts: [],
    annotations: job.warnings.map((message) => ({ kind: 'warning', message })),
    outputs: { ...outputsOf(chosen), url: job.environment.url },
    exitCode: 0,
  };
}

export function outputsOf(chosen: ChosenRelease | undefined): Record<string, string> {
  if (chosen === undefined) return {};
  const { release } = chosen.served;
  return {
    target: release.id,
    'target-digest': release.digest,
    'needs-approval': String(!chosen.isGood),
  };
}
