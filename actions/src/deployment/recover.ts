import { join } from 'node:path';
import { readCurrent, switchTo } from '../host/current.ts';
import { instanceOf } from '../host/layout.ts';
import type { DeploymentEnded, Served } from '../ledger/events.ts';
import { environmentState, type DeploymentRecord, type EnvironmentState } from '../ledger/state.ts';
import { marksOfGoodEnd } from './end.ts';
import { StepFailed } from './failure.ts';
import { belowTheFloor } from './left-serving.ts';
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
    ? await finish({ ports, lock, state }, unfinished)
    : await goBack({ ports, lock, limits, state }, unfinished);
  await journal.append({ ...ended, type: 'deployment-ended', deployment: unfinished.started.deployment });
}

type Ending = Omit<DeploymentEnded, 'type' | 'deployment'>;

/** The confirmation was journalled, and the program died before the last line. */
async function finish(
  { ports, lock, state }: Omit<Recovery, 'limits'>,
  { started }: DeploymentRecord,
): Promise<Ending> {
  const { files, layout } = ports;
  const candidate = instanceOf(layout, started.candidate);
  if ((await readCurrent(files, layout)) !== candidate.name) await switchTo(lock, ports, candidate);
  return {
    ...untimed(),
    outcome: 'deployed',
    reasonCode: started.kind === 'rollback' ? 'rolled-back' : 'deployed',
    summary: `Release ${started.candidate.release.id} was confirmed; the program that deployed it died right after.`,
    live: started.candidate,
    marks: marksOfGoodEnd(started, state),
  };
}

interface Recovery {
  readonly ports: DeploymentPorts;
  readonly lock: HeldEnvironment['lock'];
  readonly limits: Limits;
  readonly state: EnvironmentState;
}

async function goBack(recovery: Recovery, record: DeploymentRecord): Promise<Ending> {
  const { layout } = recovery.ports;
  const { candidate } = record.started;
  const { name } = instanceOf(layout, candidate);
  const live = await whatServesThen(recovery, record);
  if (live !== null && instanceOf(layout, live).name === name) return frozen(record, live);
  await recovery.ports.supervisor.stop(name);
  return {
    ...untimed(),
    outcome: 'reverted',
    reasonCode: 'interrupted',
    summary: `${DIED}; what served before serves.`,
    live,
    marks: [],
  };
}

const DIED = 'The program that deployed died before the confirmation';

function frozen({ targetOutgrown }: DeploymentRecord, live: Served): Ending {
  const summary = targetOutgrown === undefined ? `${DIED}, and nothing is ready to go back to.` : `${DIED}.`;
  const interrupted = new StepFailed({ code: 'interrupted', summary });
  const { code, message, findings } =
    targetOutgrown === undefined ? interrupted : belowTheFloor(interrupted, targetOutgrown);
  const told = { reasonCode: code, summary: message, findings: [...findings] };
  return { ...untimed(), ...told, outcome: 'frozen', live, marks: [] };
}

/** What served before, if users never left it; else what can be gone back to; else, for want of better, the new release. */
async function whatServesThen(
  { ports, lock, limits, state }: Recovery,
  record: DeploymentRecord,
): Promise<Served | null> {
  const { files, layout } = ports;
  const current = await readCurrent(files, layout);
  const before = state.live ?? null;
  if (before === null && current === undefined) return null;
  if (before !== null && current === instanceOf(layout, before).name) return before;
  for (const served of waysBack(record, before)) {
    const instance = instanceOf(layout, served);
    if (!(await startAndProve(ports, limits, instance))) continue;
    await switchTo(lock, ports, instance);
    return served;
  }
  const { candidate } = record.started;
  return current === instanceOf(layout, candidate).name ? candidate : before;
}

/**
 * As far as the journal tells: the database is not asked in the midst of a revert. What served before bears every
 * migration that could begin; an older target may be outgrown, also by one that was cut short.
 */
function waysBack(record: DeploymentRecord, before: Served | null): readonly Served[] {
  const { started, targetOutgrown, stepsStarted, stepsFinished } = record;
  if (targetOutgrown !== undefined) return [];
  const isUnknown = stepsStarted.includes('migrated') && !stepsFinished.includes('migrated');
  return [isUnknown ? null : started.revertTarget, before].filter((served) => served !== null);
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
