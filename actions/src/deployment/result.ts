import { readJournal } from '../ledger/journal.ts';
import { environmentState, newestGoodBefore, type EnvironmentState } from '../ledger/state.ts';
import type { Decision } from './decide.ts';
import type { StepFailed } from './failure.ts';
import type { DeploymentPorts, DeploymentResult } from './ports.ts';

/** Refused before anything began: what serves is told from the journal, where it can be read. */
export async function refusedForNow(ports: DeploymentPorts, failure: StepFailed): Promise<DeploymentResult> {
  return { ...(await asItIs(ports)), ...told(failure), outcome: 'refused' };
}

/** The end of a deployment could not be written down: the next command of any kind puts that right. */
export async function unrecorded(ports: DeploymentPorts, failure: StepFailed): Promise<DeploymentResult> {
  const result = await refusedForNow(ports, failure);
  // A stale owner changed nothing, and it is not for it to say how the environment is.
  return failure.code === 'lock-lost' ? result : { ...result, outcome: 'frozen' };
}

export function refusalBy(
  state: EnvironmentState,
  decision: Extract<Decision, { kind: 'refuse' }>,
): DeploymentResult {
  const { reasonCode, summary, remedy } = decision;
  const findings = [{ code: reasonCode, message: summary, remedy }];
  return { ...untimed(), ...servedIn(state), outcome: 'refused', reasonCode, summary, findings };
}

export function unchanged(
  state: EnvironmentState,
  { reasonCode, summary }: Extract<Decision, { kind: 'unchanged' }>,
): DeploymentResult {
  return { ...untimed(), ...servedIn(state), outcome: 'unchanged', reasonCode, summary, findings: [] };
}

async function asItIs(
  ports: DeploymentPorts,
): Promise<Pick<DeploymentResult, 'live' | 'previous' | 'timings'>> {
  try {
    const entries = await readJournal({ files: ports.files, path: ports.layout.journal });
    return { ...untimed(), ...servedIn(environmentState(entries)) };
  } catch {
    // What can't be read says nothing, and is told of by the refusal itself.
    return { ...untimed(), live: null, previous: null };
  }
}

function told({
  code,
  message,
  findings,
}: StepFailed): Pick<DeploymentResult, 'reasonCode' | 'summary' | 'findings'> {
  return { reasonCode: code, summary: message, findings };
}

function servedIn(state: EnvironmentState): Pick<DeploymentResult, 'live' | 'previous'> {
  return { live: state.live ?? null, previous: newestGoodBefore(state, state.live)?.served ?? null };
}

function untimed(): Pick<DeploymentResult, 'timings'> {
  return { timings: { totalMs: 0, steps: {} } };
}
