import { readCurrent } from '../host/current.ts';
import { instanceOf, type Instance } from '../host/layout.ts';
import type { Served } from '../ledger/events.ts';
import { environmentState, newestGoodBefore, type EnvironmentState } from '../ledger/state.ts';
import { forgetAnswers } from './confirmation.ts';
import { decideDeployment } from './decide.ts';
import { endedWell } from './end.ts';
import { inEnvironment } from './environment.ts';
import { failureOf, isExpected } from './failure.ts';
import type { Caller, DeploymentPorts, DeploymentResult } from './ports.ts';
import { refusalBy, refusedForNow, unchanged, unrecorded } from './result.ts';
import { keepServing } from './repair.ts';
import type { DeploymentRequest } from './request.ts';
import { schemaFor, type Run, type Step } from './run.ts';
import { assertNotAbandoned, confirmed } from './steps/confirmed.ts';
import { migrated } from './steps/migrated.ts';
import { preflight } from './steps/preflight.ts';
import { proven } from './steps/proven.ts';
import { staged } from './steps/staged.ts';
import { started } from './steps/started.ts';
import { switched } from './steps/switched.ts';
import { watched } from './steps/watched.ts';
import { problemOfTarget } from './revert-target.ts';
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

/** What serves is not waited for by a rollback for longer than this: it may be why there is one. */
const ROLLBACK_PATIENCE_MS = 3000;

/** One attempt to make one environment serve one release. Ends in an outcome whatever happens; rejects only on our own bugs. */
export async function deploy(
  ports: DeploymentPorts,
  request: DeploymentRequest,
  caller: Caller,
): Promise<DeploymentResult> {
  const began = ports.clock.monotonic();
  const purpose = `${request.kind} ${request.deployment}`;
  const wish = { purpose, limits: request.limits, isFirst: request.kind === 'rollback' };
  try {
    return await inEnvironment(ports, wish, (held) =>
      decideAndPerform({ ...held, ports, request, caller, began }),
    );
  } catch (error) {
    if (!isExpected(error)) throw error;
    return refusedForNow(ports, failureOf(error));
  }
}

type Attempt = Pick<Run, 'ports' | 'request' | 'caller' | 'lock' | 'journal'> & { readonly began: number };

async function decideAndPerform(attempt: Attempt): Promise<DeploymentResult> {
  const { ports, request, journal, lock } = attempt;
  const state = environmentState(journal.entries);
  // What the ledger says serves is made to serve, whatever becomes of the request.
  const isServing = await keepServing({ ports, lock }, patient(request), state.live);
  const decision = decideDeployment({ state, request });
  if (decision.kind === 'refuse') return refusalBy(state, decision);
  if (decision.kind === 'unchanged' && isServing) return unchanged(state, decision);
  const target = decision.kind === 'proceed' ? decision.target : newestGoodBefore(state, state.live)?.served;
  return begin(attempt, state, await usableTarget(attempt, { state, isServing, target }));
}

function patient({ kind, limits }: DeploymentRequest): DeploymentRequest['limits'] {
  if (kind === 'deploy') return limits;
  return { ...limits, readyWithin: Math.min(limits.readyWithin, ROLLBACK_PATIENCE_MS) };
}

interface Target {
  readonly target: Instance | undefined;
  readonly targetProblem: string | undefined;
}

/** A rollback, and whoever says so, goes on without a release to revert to; a deployment is refused later on. */
async function usableTarget(
  { ports, request }: Attempt,
  { state, isServing, target }: { state: EnvironmentState; isServing: boolean; target: Served | undefined },
): Promise<Target> {
  if (target === undefined) return { target: undefined, targetProblem: undefined };
  const instance = instanceOf(ports.layout, target);
  const isLive = state.live !== undefined && instance.name === instanceOf(ports.layout, state.live).name;
  const problem = await problemOfTarget(ports, request.limits, {
    instance,
    isReady: isLive ? isServing : undefined,
  });
  const isNeeded = request.kind === 'deploy' && !request.forwardOnly;
  return { target: problem === undefined || isNeeded ? instance : undefined, targetProblem: problem };
}

async function begin(attempt: Attempt, state: EnvironmentState, target: Target): Promise<DeploymentResult> {
  const { ports, request, journal, lock } = attempt;
  const run: Run = {
    ...attempt,
    ...target,
    candidate: instanceOf(ports.layout, request.candidate),
    serving: await servingInstance(ports, state.live),
    timings: { totalMs: 0, steps: {} },
    marks: { began: attempt.began, targetStarts: await startsOf(ports, target.target) },
  };
  const schema = await schemaFor(run);
  await lock.assertHeld();
  await forgetAnswers(ports, request.deployment);
  await journal.append({
    type: 'deployment-started',
    deployment: request.deployment,
    kind: request.kind,
    candidate: request.candidate,
    revertTarget: target.target?.served ?? null,
    token: lock.token,
    planHash: request.planHash,
    confirmHash: request.confirmHash,
    schema: schema === undefined ? null : { version: schema.version, floor: schema.floor },
    ...(request.request === undefined ? {} : { request: request.request }),
    ...(request.reason === undefined ? {} : { reason: request.reason }),
  });
  try {
    return await perform(run, state);
  } catch (error) {
    if (!isExpected(error)) throw error;
    return unrecorded(ports, failureOf(error));
  }
}

async function perform(run: Run, state: EnvironmentState): Promise<DeploymentResult> {
  run.timings.steps.locked = run.ports.clock.monotonic() - run.marks.began;
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
  const { journal, caller, request, ports, timings } = run;
  const { deployment } = request;
  await assertNotAbandoned(run);
  await journal.append({ type: 'step-started', deployment, step: step.name });
  caller.tell({ kind: 'step', step: step.name, state: 'begun' });
  const began = ports.clock.monotonic();
  const note = await step.perform(run);
  timings.steps[step.name] = ports.clock.monotonic() - began;
  await journal.append({ type: 'step-finished', deployment, step: step.name, ...step.found?.(run) });
  caller.tell({ kind: 'step', step: step.name, state: 'done', ...(note === undefined ? {} : { note }) });
}

async function startsOf(
  { supervisor }: DeploymentPorts,
  target: Instance | undefined,
): Promise<number | undefined> {
  return target === undefined ? undefined : (await supervisor.status(target.name)).starts;
}

async function servingInstance(
  ports: DeploymentPorts,
  live: Served | undefined,
): Promise<Instance | undefined> {
  if (live === undefined) return undefined;
  const instance = instanceOf(ports.layout, live);
  return (await readCurrent(ports.files, ports.layout)) === instance.name ? instance : undefined;
}
