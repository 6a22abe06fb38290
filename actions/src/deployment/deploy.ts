import { UserError } from '../errors.ts';
import { readCurrent } from '../host/current.ts';
import { instanceOf, type HostLayout, type Instance } from '../host/layout.ts';
import { Lock } from '../host/lock.ts';
import type { Served } from '../ledger/events.ts';
import { openJournal, readJournal } from '../ledger/journal.ts';
import { environmentState, newestGoodBefore, type EnvironmentState } from '../ledger/state.ts';
import { decideDeployment, type Decision } from './decide.ts';
import { failureOf } from './failure.ts';
import { endedWell } from './end.ts';
import type { Caller, DeploymentPorts, DeploymentResult } from './ports.ts';
import { recover } from './recover.ts';
import { keepServing } from './repair.ts';
import type { DeploymentRequest } from './request.ts';
import type { Run, Step } from './run.ts';
import { confirmed } from './steps/confirmed.ts';
import { migrated } from './steps/migrated.ts';
import { preflight } from './steps/preflight.ts';
import { proven } from './steps/proven.ts';
import { staged } from './steps/staged.ts';
import { started } from './steps/started.ts';
import { switched } from './steps/switched.ts';
import { watched } from './steps/watched.ts';
import { unwind } from './unwind.ts';

const STEPS_AFTER_LOCK: readonly Step[] = [
  preflight,
  staged,
  migrated,
  started,
  proven,
  switched,
  watched,
  confirmed,
];

/** One attempt to make one environment serve one release. Ends in an outcome whatever happens; rejects only on our own bugs. */
export async function deploy(
  ports: DeploymentPorts,
  request: DeploymentRequest,
  caller: Caller,
): Promise<DeploymentResult> {
  const began = ports.clock.monotonic();
  let lock: Lock | undefined;
  try {
    for (const folder of Object.values(foldersOf(ports.layout))) await ports.files.makeFolder(folder);
    const waitMs = request.limits.lock === 'queue' ? request.limits.queueWithin : 0;
    const lockPorts = { ...ports, path: ports.layout.lock };
    lock = await Lock.acquire(lockPorts, { purpose: `${request.kind} ${request.deployment}`, waitMs });
    const journal = await openJournal({ ...ports, path: ports.layout.journal });
    await recover({ ports, journal, request });
    return await decideAndPerform({ ports, request, caller, lock, journal, began });
  } catch (error) {
    if (!(error instanceof UserError) && !isExpected(error)) throw error;
    const { code, message: summary, findings } = failureOf(error);
    return { ...(await asItWas(ports)), outcome: 'refused', reasonCode: code, summary, findings };
  } finally {
    await lock?.release();
  }
}

type Attempt = Pick<Run, 'ports' | 'request' | 'caller' | 'lock' | 'journal'> & { readonly began: number };

async function decideAndPerform(attempt: Attempt): Promise<DeploymentResult> {
  const { ports, request, journal } = attempt;
  const state = environmentState(journal.entries);
  const decision = decideDeployment({ state, request });
  if (decision.kind === 'refuse') return refusal(state, decision);
  // What the ledger says serves is made to serve, before it is called unchanged or is gone on from.
  const isServing = await keepServing(ports, request, state.live);
  if (decision.kind === 'unchanged' && isServing) return { ...unchanged(state), ...withoutKind(decision) };
  const target = decision.kind === 'proceed' ? decision.target : newestGoodBefore(state, state.live)?.served;
  return perform(attempt, state, target);
}

async function perform(
  attempt: Attempt,
  state: EnvironmentState,
  target: Served | undefined,
): Promise<DeploymentResult> {
  const { ports, request, journal } = attempt;
  const candidate = instanceOf(ports.layout, request.candidate);
  const run: Run = {
    ...attempt,
    candidate,
    target: target === undefined ? undefined : instanceOf(ports.layout, target),
    serving: await servingInstance(ports, state.live),
    timings: { totalMs: 0, steps: {} },
    marks: { began: attempt.began },
  };
  await journal.append({
    type: 'deployment-started',
    deployment: request.deployment,
    kind: request.kind,
    candidate: request.candidate,
    revertTarget: target ?? null,
    token: state.lastToken + 1,
    planHash: request.planHash,
    ...(request.request === undefined ? {} : { request: request.request }),
    ...(request.reason === undefined ? {} : { reason: request.reason }),
  });
  run.timings.steps.locked = ports.clock.monotonic() - attempt.began;
  run.caller.tell({ kind: 'step', step: 'locked', state: 'done' });
  for (const step of STEPS_AFTER_LOCK) {
    try {
      await performStep(run, step);
    } catch (error) {
      return unwind(run, failureOf(error), state);
    }
  }
  return endedWell(run, state);
}

async function performStep(run: Run, step: Step): Promise<void> {
  const { journal, lock, caller, request, ports, timings } = run;
  const { deployment } = request;
  await lock.assertHeld();
  await journal.append({ type: 'step-started', deployment, step: step.name });
  caller.tell({ kind: 'step', step: step.name, state: 'begun' });
  const began = ports.clock.monotonic();
  const note = await step.perform(run);
  timings.steps[step.name] = ports.clock.monotonic() - began;
  await journal.append({ type: 'step-finished', deployment, step: step.name });
  caller.tell({ kind: 'step', step: step.name, state: 'done', ...(note === undefined ? {} : { note }) });
}

async function servingInstance(
  ports: DeploymentPorts,
  live: Served | undefined,
): Promise<Instance | undefined> {
  if (live === undefined) return undefined;
  const instance = instanceOf(ports.layout, live);
  return (await readCurrent(ports.files, ports.layout)) === instance.name ? instance : undefined;
}

function foldersOf({ root, releases, config, run, logs }: HostLayout): Record<string, string> {
  return { root, releases, config, run, logs };
}

function isExpected(error: unknown): boolean {
  return failureOf(error).code !== 'internal-error';
}

function withoutKind({
  reasonCode,
  summary,
}: Extract<Decision, { kind: 'unchanged' }>): Pick<DeploymentResult, 'reasonCode' | 'summary'> {
  return { reasonCode, summary };
}

/** What serves, for a refusal before the journal was ours; nothing is known of a journal that can't be read. */
async function asItWas(ports: DeploymentPorts): Promise<ReturnType<typeof nothingDone>> {
  try {
    const state = environmentState(await readJournal({ ...ports, path: ports.layout.journal }));
    return { ...nothingDone(), ...servedIn(state) };
  } catch {
    return nothingDone();
  }
}

function servedIn(state: EnvironmentState): Pick<DeploymentResult, 'live' | 'previous'> {
  return { live: state.live ?? null, previous: newestGoodBefore(state, state.live)?.served ?? null };
}

function nothingDone(): Pick<DeploymentResult, 'live' | 'previous' | 'timings'> {
  return { live: null, previous: null, timings: { totalMs: 0, steps: {} } };
}

function unchanged(state: EnvironmentState): Omit<DeploymentResult, 'reasonCode' | 'summary'> {
  return { ...nothingDone(), ...servedIn(state), outcome: 'unchanged', findings: [] };
}

function refusal(state: EnvironmentState, decision: Extract<Decision, { kind: 'refuse' }>): DeploymentResult {
  const { reasonCode, summary, remedy } = decision;
  const findings = [{ code: reasonCode, message: summary, remedy }];
  return { ...nothingDone(), ...servedIn(state), outcome: 'refused', reasonCode, summary, findings };
}
