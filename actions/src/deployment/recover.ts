import { readCurrent, switchTo } from '../host/current.ts';
import { instanceOf } from '../host/layout.ts';
import type { DeploymentEnded, DeploymentStarted, Served } from '../ledger/events.ts';
import type { Journal } from '../ledger/journal.ts';
import { environmentState } from '../ledger/state.ts';
import type { DeploymentPorts } from './ports.ts';
import { becomesReady } from './repair.ts';
import type { DeploymentRequest } from './request.ts';
import { serviceOf } from './run.ts';

interface Recovery {
  readonly ports: DeploymentPorts;
  readonly journal: Journal;
  readonly request: DeploymentRequest;
}

/**
 * Puts right what a deployment left whose program died: it was never confirmed, so the release before it serves again.
 * The journal says what was meant; the links and processes say what is.
 */
export async function recover(recovery: Recovery): Promise<void> {
  const { ports, journal } = recovery;
  const { unfinished, live: liveBefore } = environmentState(journal.entries);
  if (unfinished === undefined) return;
  const { started } = unfinished;
  const candidate = instanceOf(ports.layout, started.candidate);
  const isCurrent = (await readCurrent(ports.files, ports.layout)) === candidate.name;
  const live = isCurrent ? await goBack(recovery, started) : (liveBefore ?? null);
  const isServing = live !== null && instanceOf(ports.layout, live).name === candidate.name;
  if (!isServing) await ports.supervisor.stop(candidate.name);
  await journal.append(ending(started.deployment, { live, isReverted: !isServing }));
}

/** What serves afterwards: the target if it can be made ready, else what was switched to. */
async function goBack({ ports, request }: Recovery, started: DeploymentStarted): Promise<Served> {
  const { candidate, revertTarget } = started;
  if (revertTarget === null) return candidate;
  const instance = instanceOf(ports.layout, revertTarget);
  await ports.supervisor.start(await serviceOf({ ports, request }, instance));
  if (!(await becomesReady(ports, { instance, withinMs: request.limits.readyWithin }))) return candidate;
  await switchTo(ports.files, ports.layout, instance);
  return revertTarget;
}

function ending(
  deployment: string,
  { live, isReverted }: { live: Served | null; isReverted: boolean },
): DeploymentEnded {
  return {
    type: 'deployment-ended',
    deployment,
    outcome: isReverted ? 'reverted' : 'frozen',
    reasonCode: 'interrupted',
    summary: isReverted
      ? 'The program that deployed died before the confirmation; what served before serves.'
      : 'The program that deployed died before the confirmation, and there is nothing ready to go back to.',
    findings: [],
    live,
    marks: [],
    timings: { totalMs: 0, steps: {} },
  };
}
