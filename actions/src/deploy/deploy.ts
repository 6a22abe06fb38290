import { resolve } from 'node:path';
import type { StoredArtifact } from '../artifact/store.ts';
import { assertAgreedPlan, assertApproved } from '../pipeline/approval-binding.ts';
import { assertAttested } from '../pipeline/attested.ts';
import { attempt, type Begin } from '../pipeline/attempt.ts';
import { adoptArtifact } from '../pipeline/fetch-artifact.ts';
import { assertNotFrozen } from '../pipeline/freeze.ts';
import { openJob, tellMadeUp, type Job } from '../pipeline/job.ts';
import { jobReport } from '../pipeline/job-report.ts';
import { broughtBack } from '../pipeline/brought-back.ts';
import { promote, type Promoted } from '../pipeline/promotion.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskReport } from '../runner/task-action.ts';
import type { DeployInputs } from './inputs.ts';

/** Makes the environment serve the artifact, or says why not. */
export async function deploy(given: DeployInputs, runner: Runner): Promise<TaskReport> {
  const job = await openJob(given, runner);
  tellMadeUp(job, runner);
  let artifact: StoredArtifact | undefined;
  const attempted = await attempt(job, async (begin) => {
    assertNotFrozen(job.environment.policy, new Date());
    artifact = await adoptArtifact(
      job.project,
      resolve(job.project.repository, given.artifact),
      given['artifact-digest'],
    );
    await assertAllowed(job, artifact);
    await broughtBack(job, artifact.release);
    return promoteAgreed(job, { artifact, agreed: given['plan-hash'], begin });
  });
  return jobReport(job, attempted, {
    release: artifact?.release.id ?? '',
    digest: given['artifact-digest'],
  });
}

/** By whoever approves, and by who made it. */
async function assertAllowed({ environment, github, project }: Job, artifact: StoredArtifact): Promise<void> {
  if (environment.policy.approval)
    await assertApproved(github.protection, { environment: environment.name, run: github.run.id });
  if (project.policy.github.attestations === 'required') await assertAttested(github, artifact);
}

async function promoteAgreed(
  { project, environment, progress }: Job,
  { artifact, agreed, begin }: { artifact: StoredArtifact; agreed: string | undefined; begin: Begin },
): Promise<Promoted> {
  const { approval } = environment.policy;
  return promote(
    project,
    {
      environment,
      artifact,
      approve(plan) {
        assertAgreedPlan(plan, agreed, approval);
        return Promise.resolve();
      },
      approver: NOBODY,
      async begin(order, plan) {
        if (!plan.isUnchanged) assertAgreedPlan(plan, agreed, approval);
        await begin(order);
      },
    },
    progress,
  );
}

/** In a workflow persons answer on the pull request. */
const NOBODY = { vouch: () => Promise.resolve(undefined) };
