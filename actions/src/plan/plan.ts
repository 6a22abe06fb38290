import { resolve } from 'node:path';
import { broughtBack } from '../pipeline/brought-back.ts';
import { configurationOf } from '../pipeline/configuration.ts';
import { adoptArtifact } from '../pipeline/fetch-artifact.ts';
import { openJob, tellMadeUp } from '../pipeline/job.ts';
import { makePlan } from '../pipeline/plan.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskReport } from '../runner/task-action.ts';
import { gatherFacts } from './gather-facts.ts';
import type { PlanInputs } from './inputs.ts';
import { report } from './report.ts';

/** Says what a deployment of the artifact would do, for a person to agree to; `deploy` does just that, or refuses. */
export async function plan(given: PlanInputs, runner: Runner): Promise<TaskReport> {
  const job = await openJob(given, runner);
  tellMadeUp(job, runner);
  const { project, environment } = job;
  const path = resolve(project.repository, given.artifact);
  const artifact = await adoptArtifact(project, path, given['artifact-digest']);
  await broughtBack(job, artifact.release);
  const configuration = await configurationOf(project, environment);
  const made = await makePlan(project, { environment, artifact, configuration });
  return report(await gatherFacts(job, { plan: made, artifact }));
}
