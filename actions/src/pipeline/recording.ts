import { z } from 'zod';
import { recordEnd, recordProgress, recordStart, type RecordPlace } from '../deployment-record/record.ts';
import { payloadSchema, type Payload } from '../deployment-record/payload.ts';
import type { EndOfDeployment } from '../deployment-record/descriptions.ts';
import { messageOf, UserError } from '../errors.ts';
import type { DeploymentOrder } from '../host-connection/host-connection.ts';
import { OUTCOMES } from '../ledger/events.ts';
import { REASON_CODES, type ReasonCode } from '../reason-codes.ts';
import type { Job } from './job.ts';

const reasonCode = z.custom<ReasonCode>(
  (code) => typeof code === 'string' && Object.hasOwn(REASON_CODES, code),
);

/** What is known of the record of the deployment under way, should this program be killed. */
export const recordingSchema = z.object({
  task: z.enum(['deploy', 'rollback']),
  payload: payloadSchema,
  /** GitHub's number of it; `null` where it could not be written. */
  id: z.int().nullable(),
  /** `null` while it is not known. */
  end: z.object({ outcome: z.enum(OUTCOMES), reasonCode, summary: z.string() }).nullable(),
  isWritten: z.boolean(),
});
export type Recording = z.output<typeof recordingSchema>;

/** The name that it is left under. */
export const RECORDING = 'recording';

/** GitHub out of order delays the record and changes nothing else: what could not be written is a warning. */
export async function beginRecording(job: Job, order: DeploymentOrder): Promise<Recording> {
  const recording: Recording = {
    task: order.kind,
    payload: payloadFor(job, order),
    id: null,
    end: null,
    isWritten: false,
  };
  keep(job, recording);
  const id = await delayed(job, () => recordStart(placeOf(job), recording));
  if (id === undefined) return recording;
  const begun = { ...recording, id };
  keep(job, begun);
  await delayed(job, () => recordProgress(placeOf(job), id));
  return begun;
}

export async function endRecording(job: Job, recording: Recording, end: EndOfDeployment): Promise<Recording> {
  const { outcome, reasonCode: code, summary } = end;
  const ended: Recording = { ...recording, end: { outcome, reasonCode: code, summary } };
  keep(job, ended);
  return writeRecording(job, ended);
}

/** Again, where it could not be written before. */
export async function writeRecording(job: Job, recording: Recording): Promise<Recording> {
  const { end } = recording;
  if (end === null || recording.isWritten) return recording;
  const id = await delayed(job, async () => {
    const number = recording.id ?? (await recordStart(placeOf(job), recording));
    await recordEnd(placeOf(job), { id: number, end, url: null });
    return number;
  });
  const written = id === undefined ? recording : { ...recording, id, isWritten: true };
  keep(job, written);
  return written;
}

export function placeOf({ github, environment, project }: Job, name = environment.name): RecordPlace {
  return {
    deployments: github.deployments,
    environment: name,
    isProduction: project.environments.at(-1)?.name === name,
    logUrl: github.runUrl,
  };
}

function keep(job: Job, recording: Recording): void {
  job.save(RECORDING, JSON.stringify(recording));
  job.leaveOpen(!recording.isWritten);
}

async function delayed<Result>(job: Job, write: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    job.warnings.push(`The record on GitHub is delayed: ${messageOf(error)} ${error.remedy}`);
    return undefined;
  }
}

function payloadFor({ github }: Job, order: DeploymentOrder): Payload {
  const { release, configHash } = order.candidate;
  return {
    version: 1,
    kind: order.kind,
    digest: release.digest,
    release: release.id,
    releaseVersion: release.version,
    commit: release.commit,
    configHash,
    planHash: order.planHash,
    deployment: order.deployment,
    request: order.request ?? null,
    run: github.run,
  };
}
