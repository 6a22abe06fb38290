import { join } from 'node:path';
import type { DeploymentEnded, DeploymentStarted, Outcome, Served } from '../ledger/events.ts';
import { environmentState, newestGoodBefore, type EnvironmentState } from '../ledger/state.ts';
import { isReleaseAtFault, type StepFailed } from './failure.ts';
import type { DeploymentResult } from './ports.ts';
import { retire } from './retire.ts';
import type { Run } from './run.ts';

interface BadEnd {
  readonly outcome: Extract<Outcome, 'reverted' | 'refused' | 'frozen'>;
  readonly failure: StepFailed;
  readonly live: Served | null;
  readonly marks: DeploymentEnded['marks'];
}

/** Records that a deployment did not end well. */
export async function end(run: Run, { outcome, failure, live, marks }: BadEnd): Promise<DeploymentResult> {
  const { code: reasonCode, message: summary } = failure;
  const findings = failure.findings.map((finding) => ({ remedy: remedyFor(run, failure), ...finding }));
  return record(run, { outcome, reasonCode, summary, findings, live, marks });
}

function remedyFor({ ports, candidate }: Run, { code }: StepFailed): string {
  if (!isReleaseAtFault(code)) return 'Run the same command again.';
  return `Look at ${join(ports.layout.logs, `${candidate.name}.log`)}, correct the release and ship it anew.`;
}

/** The release is good, and the one that it replaced `withdrawn` if a person went back. */
export function marksOfGoodEnd(
  { kind, candidate }: Pick<DeploymentStarted, 'kind' | 'candidate'>,
  before: EnvironmentState,
): DeploymentEnded['marks'] {
  const { digest } = candidate.release;
  const left = before.live?.release.digest;
  const isLeft = kind === 'rollback' && left !== undefined && left !== digest;
  return [{ digest, mark: 'good' }, ...(isLeft ? [{ digest: left, mark: 'withdrawn' as const }] : [])];
}

export async function endedWell(run: Run, before: EnvironmentState): Promise<DeploymentResult> {
  const { request, candidate } = run;
  const { id } = candidate.served.release;
  const isRollback = request.kind === 'rollback';
  const marks = marksOfGoodEnd({ kind: request.kind, candidate: candidate.served }, before);
  const result = await record(run, {
    outcome: 'deployed',
    reasonCode: isRollback ? 'rolled-back' : 'deployed',
    summary: isRollback ? `Rolled back to ${id}.` : `Release ${id} serves.`,
    findings: [],
    live: candidate.served,
    marks,
  });
  await retire(run, environmentState(run.journal.entries));
  return result;
}

type Ended = Omit<DeploymentEnded, 'type' | 'deployment' | 'timings' | 'reasonCode'> &
  Pick<DeploymentResult, 'reasonCode' | 'findings'>;

async function record(run: Run, ended: Ended): Promise<DeploymentResult> {
  const { ports, journal, request, timings, marks } = run;
  timings.totalMs = ports.clock.monotonic() - marks.began;
  await journal.append({
    type: 'deployment-ended',
    deployment: request.deployment,
    ...ended,
    findings: [...ended.findings],
    timings,
  });
  const after = environmentState(journal.entries);
  const { outcome, reasonCode, summary, findings, live } = ended;
  const previous = newestGoodBefore(after, after.live)?.served ?? null;
  return { outcome, reasonCode, summary, findings, live, previous, timings };
}
