import { endOfLost, reconcile, type Correction } from '../deployment-record/reconcile.ts';
import { readRecord, recordEnd, recordStart } from '../deployment-record/record.ts';
import type { RecordedState } from '../deployment-record/recorded-state.ts';
import { messageOf, UserError } from '../errors.ts';
import { environmentState } from '../ledger/state.ts';
import type { Memory } from './bring-back.ts';
import { fetchArtifact } from './fetch-artifact.ts';
import type { Job } from './job.ts';
import { findEnvironment } from './project.ts';
import { placeOf } from './recording.ts';

/** What an environment that nothing was recorded of has. */
const NOTHING: RecordedState = {
  live: null,
  previous: [],
  bad: [],
  known: [],
  releases: [],
  unfinished: [],
};

/**
 * The record as the job has to know it, put right first: by the ledger of a host that has one, else by what ended with its
 * run. Where the host remembers by itself, GitHub being out of order is a warning.
 */
export function memoryOf(job: Job): Memory {
  const read = new Map<string, Promise<RecordedState>>();
  return {
    recorded(environment) {
      const known = read.get(environment) ?? recordPutRight(job, environment);
      read.set(environment, known);
      return known;
    },
    artifact: (release) => fetchArtifact(job.project, job.github.kept, release),
  };
}

async function recordPutRight(job: Job, environment: string): Promise<RecordedState> {
  const place = placeOf(job, environment);
  try {
    const recorded = await readRecord(place);
    const corrections = await correctionsOf(job, environment, recorded);
    if (corrections.length === 0) return recorded;
    await applyCorrections(job, environment, corrections);
    return await readRecord(place);
  } catch (error) {
    if (job.project.isFresh || !(error instanceof UserError)) throw error;
    job.warnings.push(`The record on GitHub was not compared with the host’s ledger: ${messageOf(error)}`);
    return NOTHING;
  }
}

/** What the record lacks, by whoever knows better. */
export async function correctionsOf(
  job: Pick<Job, 'project' | 'github'>,
  environment: string,
  recorded: RecordedState,
): Promise<readonly Correction[]> {
  const { project, github } = job;
  if (!project.isFresh) {
    const ledger = await findEnvironment(project, environment).host.ledger();
    return reconcile(environmentState(ledger), recorded, github.run);
  }
  const lost: Correction[] = [];
  for (const { id, payload } of recorded.unfinished) {
    const isOurs = payload.run.id === github.run.id && payload.run.attempt < github.run.attempt;
    if (isOurs || (await github.runs.isOver(payload.run.id)))
      lost.push({ kind: 'end', id, end: endOfLost(payload.release) });
  }
  return lost;
}

export async function applyCorrections(
  job: Job,
  environment: string,
  corrections: readonly Correction[],
): Promise<void> {
  const place = placeOf(job, environment);
  for (const correction of corrections) {
    const id = correction.kind === 'end' ? correction.id : await recordStart(place, correction);
    await recordEnd(place, { id, end: correction.end, url: null });
    job.progress.show(
      `Put the record of ${environment} right: deployment ${id} is ${correction.end.outcome} (${correction.end.reasonCode}).`,
    );
  }
}
