import { releaseIn, type RecordedDeployment } from '../deployment-record/recorded-state.ts';
import { UserError } from '../errors.ts';
import type { Release } from '../release/release.ts';
import { bringBack } from './bring-back.ts';
import type { Job } from './job.ts';
import { memoryOf } from './memory.ts';
import { assertNotBackwards } from './not-backwards.ts';

/**
 * The environment as it was left, by its own host or by the record, ready for a deployment of the candidate that may come
 * here. `UserError` downgrade-refused, history-unknown, release-bad.
 */
export async function broughtBack(job: Job, candidate: Release): Promise<void> {
  const { project, environment } = job;
  const memory = memoryOf(job);
  const { live, bad } = await memory.recorded(environment.name);
  const recorded = live === null ? null : releaseIn(live.payload);
  const serving = project.isFresh ? recorded : await servedBy(job);
  await assertNotBackwards(project.repository, { candidate, live: serving });
  // A host that remembers refuses it by itself, and can have its mark cleared.
  if (project.isFresh) assertNotBad(bad, candidate);
  job.warnings.push(...(await bringBack(project, { environment, memory }, job.progress)));
}

async function servedBy({ environment }: Job): Promise<Release | null> {
  return (await environment.host.observe({ salt: '' })).live?.release ?? null;
}

function assertNotBad(bad: readonly RecordedDeployment[], { id, digest }: Release): void {
  const found = bad.findLast(({ payload }) => payload.digest === digest);
  if (found === undefined) return;
  throw new UserError({
    code: 'release-bad',
    message: `Release ${id} was reverted here before (deployment ${found.id}: ${found.statuses[0]?.description ?? ''}).`,
    remedy: `Ship a corrected release. If it was not at fault, mark that deployment as inactive in GitHub.`,
  });
}
