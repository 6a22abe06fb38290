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
import { releaseTicks } from './release-ticks.ts';

/** Makes the environment serve the artifact, or says why not. */
export async function deploy(given: DeployInputs, runner: Runner): Promise<TaskReport> {
  if (given['seal-key'] !== undefined) runner.mask(given['seal-key']);
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
    if (job.project.policy.github.attestations === 'required') await assertAttested(job.github, artifact);
    await broughtBack(job, artifact.release);
    return promoteAgreed(job, { artifact, given, begin });
  });
  return jobReport(job, attempted, {
    release: artifact?.release.id ?? '',
    digest: given['artifact-digest'],
  });
}

/** Nobody is asked about a plan that changes nothing: whatever else is to be done must have been approved, as it is now. */
async function promoteAgreed(
  { project, environment, progress, github }: Job,
  { artifact, given, begin }: { artifact: StoredArtifact; given: DeployInputs; begin: Begin },
): Promise<Promoted> {
  const { approval } = environment.policy;
  const agreed = given['plan-hash'];
  return promote(
    project,
    {
      environment,
      artifact,
      async approve(plan) {
        await assertApproved(github.protection, { environment: environment.name, run: github.run.id });
        assertAgreedPlan(plan, agreed, approval);
      },
      approver: NOBODY,
      ticks: releaseTicks({
        github,
        checkout: project.repository,
        commentAuthor: given['comment-author'],
        sealKey: given['seal-key'] ?? '',
      }),
      async begin(order, plan) {
        if (!plan.isUnchanged) assertAgreedPlan(plan, agreed, approval);
        await begin(order);
      },
    },
    progress,
  );
}

/** In a workflow nobody sits at the machine. */
const NOBODY = { vouch: () => Promise.resolve(undefined) };
