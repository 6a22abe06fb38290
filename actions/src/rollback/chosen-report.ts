import { UserError } from '../errors.ts';
import { approvalEnvironment, asksSomebody } from '../pipeline/approval-binding.ts';
import { openJob } from '../pipeline/job.ts';
import type { ChosenRelease } from '../pipeline/chosen-release.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskReport } from '../runner/task-action.ts';
import { choose } from './choose.ts';
import type { RollbackInputs } from './inputs.ts';

/** Where a rollback would go, and whether somebody must say yes to it; nothing is changed. `UserError` environment-unprotected where nobody could. */
export async function chooseByWorkflow(given: RollbackInputs, runner: Runner): Promise<TaskReport> {
  const job = await openJob({ ...given, withoutSecrets: true }, runner);
  const { chosen } = await choose(job, given);
  const { release } = chosen.served;
  if (!chosen.isGood && !(await asksSomebody(job.github.protection, given.environment)))
    throw nobodyToAsk(given.environment, release.id);
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

/** Told here: the jobs that follow would only be left out. */
function nobodyToAsk(environment: string, release: string): UserError {
  const name = approvalEnvironment(environment);
  return new UserError({
    code: 'environment-unprotected',
    message: `Expected ${release} to be good in ${environment}, or somebody to say yes to it; it is not good there, and ${name} asks nobody.`,
    remedy: `Name a release that is good in ${environment}, or bring this one there through the pipeline: revert the commits after it, and push.`,
  });
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
