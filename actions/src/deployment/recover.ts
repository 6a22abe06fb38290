import { readCurrent, switchTo } from '../host/current.ts';
import { instanceOf } from '../host/layout.ts';
import type { Journal } from '../ledger/journal.ts';
import { environmentState } from '../ledger/state.ts';
import type { DeploymentPorts } from './ports.ts';
import { becomesReady } from './repair.ts';
import type { DeploymentRequest } from './request.ts';
import { serviceOf } from './run.ts';

/**
 * Puts right what a deployment left whose program died: it was never confirmed, so the release before it serves again.
 * The journal says what was meant; the links and processes say what is.
 */
export async function recover(
  ports: DeploymentPorts,
  { journal, request }: { journal: Journal; request: DeploymentRequest },
): Promise<void> {
  const state = environmentState(journal.entries);
  const { unfinished } = state;
  if (unfinished === undefined) return;
  const candidate = instanceOf(ports.layout, unfinished.started.candidate);
  const target = unfinished.started.revertTarget;
  const isCurrent = (await readCurrent(ports.files, ports.layout)) === candidate.name;
  const wasServing = state.live !== undefined && instanceOf(ports.layout, state.live).name === candidate.name;
  let live = state.live ?? null;
  if (isCurrent && target !== null) {
    const instance = instanceOf(ports.layout, target);
    await ports.supervisor.start(await serviceOf({ ports, request }, instance));
    if (await becomesReady(ports, { instance, withinMs: request.limits.readyWithin })) {
      await switchTo(ports.files, ports.layout, instance);
      live = target;
    } else {
      live = candidate.served;
    }
  } else if (isCurrent) {
    live = candidate.served;
  }
  if (live?.release.digest !== candidate.served.release.digest && !wasServing) {
    await ports.supervisor.stop(candidate.name);
  }
  const isReverted = live !== candidate.served;
  await journal.append({
    type: 'deployment-ended',
    deployment: unfinished.started.deployment,
    outcome: isReverted ? 'reverted' : 'frozen',
    reasonCode: 'interrupted',
    summary: isReverted
      ? 'The program that deployed died before the confirmation; what served before serves.'
      : 'The program that deployed died before the confirmation, and there is nothing ready to go back to.',
    findings: [],
    live,
    marks: [],
    timings: { totalMs: 0, steps: {} },
  });
}
