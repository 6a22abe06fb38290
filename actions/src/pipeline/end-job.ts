import type { DeploymentResult } from '../deployment/ports.ts';
import { messageOf } from '../errors.ts';
import { environmentState, newestGoodBefore, type DeploymentRecord } from '../ledger/state.ts';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { REASON_CODES, type ReasonCode } from '../reason-codes.ts';
import type { Runner } from '../runner/runner.ts';
import { tellOfFailure } from './attempt.ts';
import { discardDatabases } from './databases.ts';
import { openJob, type Job, type JobInputs } from './job.ts';
import { endRecording, RECORDING, recordingSchema, writeRecording, type Recording } from './recording.ts';

const POLL_MS = 250;
/** A host that was asked has written so long before. */
const ASKED_WITHIN_MS = 5000;

/**
 * What is left to do after a job, however it ended: a deployment that was interrupted is taken back and told of, a record
 * that could not be written is written, and a host that was made for the job is stopped.
 */
export async function endJob(inputs: JobInputs, runner: Runner): Promise<void> {
  const job = await openJob(inputs, runner);
  try {
    const recording = recordingIn(runner);
    if (recording !== undefined && !recording.isWritten) await settle(job, recording);
  } finally {
    if (job.project.isFresh) await stopEverything(job);
    for (const message of job.warnings) runner.annotate({ kind: 'warning', title: 'After the job', message });
  }
}

function recordingIn({ variables }: Runner): Recording | undefined {
  const text = variables[`STATE_${RECORDING}`] ?? '';
  return text === '' ? undefined : recordingSchema.parse(JSON.parse(text));
}

async function settle(job: Job, recording: Recording): Promise<void> {
  if (recording.end !== null) {
    await writeRecording(job, recording);
    return;
  }
  const { deployment, digest, release, releaseVersion: version, commit, configHash } = recording.payload;
  const result = await job.progress.task(`Settle ${deployment}, which was interrupted`, async (note) => {
    const ended = await takenBack(job, deployment);
    note(`${ended.outcome}: ${ended.summary}`);
    return ended;
  });
  await endRecording(job, recording, result);
  await tellOfFailure(job, result, {
    deployment,
    candidate: { release: { id: release, version, commit, digest }, configHash },
  });
}

/** The host reverts by itself when nobody confirms; told that nobody will, it need not wait so long. */
async function takenBack({ environment, project }: Job, deployment: string): Promise<DeploymentResult> {
  await environment.host.abandon(deployment);
  const { readyWithin, confirmWithin, stopWithin, drain } = project.policy.deployment;
  const began = systemClock.monotonic();
  const mostMs = 2 * readyWithin + confirmWithin + stopWithin + drain;
  for (;;) {
    const state = environmentState(await environment.host.ledger());
    const record = state.deployments.find(({ started }) => started.deployment === deployment);
    if (record?.ended !== undefined)
      return resultOf(record, newestGoodBefore(state, state.live)?.served ?? null);
    const waitedMs = systemClock.monotonic() - began;
    if (waitedMs > (record === undefined ? ASKED_WITHIN_MS : mostMs)) return unsettled(record);
    await systemClock.sleep(POLL_MS);
  }
}

function resultOf({ ended }: DeploymentRecord, previous: DeploymentResult['previous']): DeploymentResult {
  if (ended === undefined) throw new Error('expected a deployment that has ended');
  const { outcome, reasonCode, summary, live, timings } = ended;
  return { outcome, reasonCode: knownCode(reasonCode), summary, findings: [], live, previous, timings };
}

/** A host that was never asked, or whose program is gone as well: its next command puts it right. */
function unsettled(record: DeploymentRecord | undefined): DeploymentResult {
  const [outcome, summary] =
    record === undefined
      ? (['refused', 'The host was never asked.'] as const)
      : (['frozen', 'The host has not said how the deployment ended.'] as const);
  return {
    outcome,
    summary,
    reasonCode: 'interrupted',
    findings: [],
    live: null,
    previous: null,
    timings: { totalMs: 0, steps: {} },
  };
}

function knownCode(code: string): ReasonCode {
  return Object.hasOwn(REASON_CODES, code) ? (code as ReasonCode) : 'internal-error';
}

async function stopEverything({ project, warnings }: Job): Promise<void> {
  for (const { name, host, hostRoot } of project.environments) {
    // Nothing of it was ever on this machine: no program need be started to see that.
    if (!(await systemFiles.exists(hostRoot))) continue;
    await host.stop().catch((error: unknown) => {
      warnings.push(`What was started for ${name} could not be stopped: ${messageOf(error)}`);
    });
  }
  await discardDatabases(project);
}
