import { join } from 'node:path';
import { readCurrent, switchTo } from '../host/current.ts';
import { instanceOf } from '../host/layout.ts';
import type { DeploymentEnded, Served } from '../ledger/events.ts';
import { environmentState, type DeploymentRecord, type EnvironmentState } from '../ledger/state.ts';
import { marksOfGoodEnd } from './end.ts';
import type { DeploymentPorts } from './ports.ts';
import { startAndProve } from './repair.ts';
import type { Limits } from './request.ts';
import type { HeldEnvironment } from './run.ts';
import { UNFINISHED } from './unpack-release.ts';

/**
 * Puts right what a deployment left whose program died. Confirmed in the journal, it is finished; else the release before
 * it serves again. The journal says what was meant; links and processes say what is.
 */
export async function recover(
  ports: DeploymentPorts,
  { lock, journal }: HeldEnvironment,
  limits: Limits,
): Promise<void> {
  const state = environmentState(journal.entries);
  await removeUnfinishedFolders(ports);
  const { unfinished } = state;
  if (unfinished === undefined) return;
  const isConfirmed = unfinished.stepsFinished.includes('confirmed');
  const ended = isConfirmed
    ? await finish(ports, unfinished, state)
    : await goBack({ ports, limits, state }, unfinished);
  await lock.assertHeld();
  await journal.append({ ...ended, type: 'deployment-ended', deployment: unfinished.started.deployment });
}

type Ending = Omit<DeploymentEnded, 'type' | 'deployment'>;

/** The confirmation was journalled, and the program died before the last line. */
async function finish(
  { files, layout }: DeploymentPorts,
  { started }: DeploymentRecord,
  before: EnvironmentState,
): Promise<Ending> {
  const candidate = instanceOf(layout, started.candidate);
  if ((await readCurrent(files, layout)) !== candidate.name) await switchTo(files, layout, candidate);
  return {
    ...untimed(),
    outcome: 'deployed',
    reasonCode: started.kind === 'rollback' ? 'rolled-back' : 'deployed',
    summary: `Release ${started.candidate.release.id} was confirmed; the program that deployed it died right after.`,
    live: started.candidate,
    marks: marksOfGoodEnd(started, before),
  };
}

interface Recovery {
  readonly ports: DeploymentPorts;
  readonly limits: Limits;
  readonly state: EnvironmentState;
}

async function goBack(recovery: Recovery, { started }: DeploymentRecord): Promise<Ending> {
  const { layout } = recovery.ports;
  const candidate = instanceOf(layout, started.candidate).name;
  const live = await whatServesThen(recovery, started.candidate, started.revertTarget);
  const isReverted = live === null || instanceOf(layout, live).name !== candidate;
  if (isReverted) await recovery.ports.supervisor.stop(candidate);
  return {
    ...untimed(),
    outcome: isReverted ? 'reverted' : 'frozen',
    reasonCode: 'interrupted',
    summary: isReverted
      ? 'The program that deployed died before the confirmation; what served before serves.'
      : 'The program that deployed died before the confirmation, and there is nothing ready to go back to.',
    live,
    marks: [],
  };
}

/** What served before, if users never left it; else the revert target; else, for want of better, the new release. */
async function whatServesThen(
  { ports, limits, state }: Recovery,
  candidate: Served,
  target: Served | null,
): Promise<Served | null> {
  const { files, layout } = ports;
  const current = await readCurrent(files, layout);
  const before = state.live ?? null;
  if (before === null && current === undefined) return null;
  if (before !== null && current === instanceOf(layout, before).name) return before;
  for (const served of [target, before]) {
    if (served === null) continue;
    const instance = instanceOf(layout, served);
    if (!(await startAndProve(ports, limits, instance))) continue;
    await switchTo(files, layout, instance);
    return served;
  }
  return current === instanceOf(layout, candidate).name ? candidate : before;
}

/** An archive was being unpacked there. */
async function removeUnfinishedFolders({ files, layout }: DeploymentPorts): Promise<void> {
  for (const name of await files.list(layout.releases)) {
    if (name.startsWith(UNFINISHED)) await files.removeTree(join(layout.releases, name));
  }
}

function untimed(): Pick<Ending, 'findings' | 'timings'> {
  return { findings: [], timings: { totalMs: 0, steps: {} } };
}
