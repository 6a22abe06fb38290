import { assertApproved } from '../pipeline/approval-binding.ts';
import { attempt, type Begin } from '../pipeline/attempt.ts';
import { bringBack } from '../pipeline/bring-back.ts';
import { openJob, tellMadeUp, type Job } from '../pipeline/job.ts';
import { jobReport } from '../pipeline/job-report.ts';
import type { Promoted } from '../pipeline/promotion.ts';
import { rollBack } from '../pipeline/rollback.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskReport } from '../runner/task-action.ts';
import { choose, requestOf, type Choice } from './choose.ts';
import { outputsOf } from './chosen-report.ts';
import type { RollbackInputs } from './inputs.ts';
import { repeated } from './repeated.ts';

/** Makes the environment serve an earlier release, without gates and by the same proof as every deployment. */
export async function rollBackByWorkflow(given: RollbackInputs, runner: Runner): Promise<TaskReport> {
  const job = await openJob(given, runner);
  tellMadeUp(job, runner);
  let choice: Choice | undefined;
  const attempted = await attempt(job, async (begin) => {
    choice = await choose(job, given);
    const { chosen, recorded } = choice;
    if (chosen.isCarriedOut && job.project.isFresh) return repeated(recorded, chosen);
    if (!chosen.isGood) await assertYes(job);
    return goBack(job, choice, { begin, reason: given.reason });
  });
  return jobReport(job, attempted, outputsOf(choice?.chosen));
}

/** Whatever the policy says of deployments: to a release that is not good, a person says yes. */
async function assertYes({ environment, github }: Job): Promise<void> {
  await assertApproved(github.protection, { environment: environment.name, run: github.run.id });
}

async function goBack(
  { project, environment, github, progress, warnings }: Job,
  { chosen, memory }: Choice,
  { begin, reason }: { begin: Begin; reason: string },
): Promise<Promoted> {
  const { release } = chosen.served;
  await memory.artifact(release);
  warnings.push(...(await bringBack(project, { environment, memory, target: chosen.recorded }, progress)));
  const request = requestOf(github.run);
  return rollBack(
    project,
    { environment, to: release.id, reason, request, allowBad: !chosen.isGood, begin },
    progress,
  );
}
