import { UserError } from '../errors.ts';
import type { Observation } from '../host-program/protocol.ts';
import type { ChosenRelease } from '../pipeline/chosen-release.ts';
import { isKept } from '../pipeline/fetch-artifact.ts';
import type { Job } from '../pipeline/job.ts';

/** `UserError` artifact-expired for a release that is neither unpacked on the host nor kept anywhere, with those that are. */
export async function assertAtHand(
  job: Job,
  { chosen, observed }: { readonly chosen: ChosenRelease; readonly observed: Pick<Observation, 'releases'> },
): Promise<void> {
  const { id, digest } = chosen.served.release;
  if (await isAtHand(job, observed, digest)) return;
  const others: string[] = [];
  for (const { served, mark } of observed.releases.toSorted((a, b) => b.order - a.order)) {
    if (mark !== 'good' || served.release.digest === digest || others.length === NAMED) continue;
    if (await isAtHand(job, observed, served.release.digest)) others.push(served.release.id);
  }
  throw new UserError({
    code: 'artifact-expired',
    message: `Expected the artifact of ${id}, which ${job.environment.name} served, in a run or in a GitHub release; it is kept nowhere any more.`,
    remedy:
      others.length === 0
        ? 'No other good release of this environment is kept either: ship a new one.'
        : `Name one that can be fetched: ${others.join(', ')}.`,
  });
}

const NAMED = 3;

async function isAtHand(
  { project, github }: Job,
  { releases }: Pick<Observation, 'releases'>,
  digest: string,
): Promise<boolean> {
  const known = releases.find(({ served }) => served.release.digest === digest);
  if (known === undefined) return false;
  return known.schema !== null || (await isKept(project, github.kept, known.served.release));
}
