import { damagesOf } from '../deployment/intact.ts';
import type { Correction } from '../deployment-record/reconcile.ts';
import { readRecord } from '../deployment-record/record.ts';
import { releaseIn, type RecordedState } from '../deployment-record/recorded-state.ts';
import { verifyUnpacked } from '../artifact/verify.ts';
import { hostLayout, instanceOf } from '../host/layout.ts';
import type { Observation } from '../host-program/protocol.ts';
import { isKept } from '../pipeline/fetch-artifact.ts';
import type { Job } from '../pipeline/job.ts';
import { applyCorrections, correctionsOf } from '../pipeline/memory.ts';
import { placeOf } from '../pipeline/recording.ts';
import { systemFiles } from '../ports/files.ts';
import { judgeRecord } from '../watchers/judge-record.ts';
import type { Watched } from '../watchers/watched.ts';
import { tellUntold } from './tell-untold.ts';

/** Compares the environment with its record, and writes down what the record lacks. */
export async function watchRecord(job: Job): Promise<Watched> {
  const { environment, project } = job;
  const recorded = await readRecord(placeOf(job));
  const corrections = await settled(job, recorded);
  const observed = project.isFresh ? undefined : await environment.host.observe({ salt: '' });
  await applyCorrections(job, environment.name, corrections);
  await tellUntold(job, corrections.length === 0 ? recorded : await readRecord(placeOf(job)));
  const damages = observed === undefined ? [] : await damagesToLive(job, observed);
  const isLost = observed === undefined && (await isLiveLost(job, recorded));
  return judgeRecord({ environment: environment.name, recorded, corrections, observed, damages, isLost });
}

/** Without those of runs that are under way: they tell of themselves. */
async function settled(job: Job, recorded: RecordedState): Promise<readonly Correction[]> {
  const found: Correction[] = [];
  for (const correction of await correctionsOf(job, job.environment.name, recorded)) {
    const isEnd = correction.kind === 'end';
    const begun = recorded.unfinished.find(({ id }) => isEnd && id === correction.id);
    if (begun === undefined || (await job.github.runs.isOver(begun.payload.run.id))) found.push(correction);
  }
  return found;
}

async function damagesToLive(
  { environment: { hostRoot } }: Job,
  { live }: Observation,
): Promise<readonly string[]> {
  if (live === null) return [];
  const ports = { files: systemFiles, artifacts: { damages: verifyUnpacked } };
  return damagesOf(ports, instanceOf(hostLayout(hostRoot), live));
}

async function isLiveLost({ project, github }: Job, { live }: RecordedState): Promise<boolean> {
  return live !== null && !(await isKept(project, github.kept, releaseIn(live.payload)));
}
