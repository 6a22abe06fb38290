import { readCurrent, switchTo } from '../host/current.ts';
import type { Instance } from '../host/layout.ts';
import type { EnvironmentState } from '../ledger/state.ts';
import { end } from './end.ts';
import { isReleaseAtFault, type StepFailed } from './failure.ts';
import type { DeploymentResult } from './ports.ts';
import { bothFail } from './left-serving.ts';
import { isReady } from './readiness.ts';
import type { Run } from './run.ts';
import { findWayBack } from './way-back.ts';

/**
 * After a step failed: whatever was begun is undone, routing first and processes after. One automatic revert, only to
 * the target that was fixed at the start; when that can't serve either, nothing is touched and it is said so.
 */
export async function unwind(
  run: Run,
  failure: StepFailed,
  before: EnvironmentState,
): Promise<DeploymentResult> {
  const { clock, files, layout } = run.ports;
  // Whoever took the lock over decides now: a stale owner changes nothing more, not even the journal.
  if (failure.code === 'lock-lost') throw failure.cause;
  await run.lock.assertHeld();
  run.marks.detectedAt ??= clock.monotonic();
  run.marks.decidedAt = clock.monotonic();
  if (!wasStarted(run))
    return end(run, { outcome: 'refused', failure, live: before.live ?? null, marks: [] });
  run.caller.tell({ kind: 'reverting', reasonCode: failure.code, summary: failure.message });
  const current = await readCurrent(files, layout);
  if (current !== run.candidate.name) return stayWithTheServing(run, failure, before);
  return goBack(run, failure);
}

function wasStarted({ timings }: Run): boolean {
  return timings.steps.migrated !== undefined;
}

/** No user reached the new release: it is stopped, and what served goes on serving. */
async function stayWithTheServing(
  run: Run,
  failure: StepFailed,
  before: EnvironmentState,
): Promise<DeploymentResult> {
  await run.ports.supervisor.stop(run.candidate.name);
  const live = before.live ?? null;
  const { serving } = run;
  if (serving !== undefined && mayComeFromOutside(failure) && !(await isReady(run.ports.network, serving))) {
    return end(run, {
      outcome: 'frozen',
      failure: bothFail(failure, run.candidate, serving),
      live,
      marks: [],
    });
  }
  return end(run, { outcome: 'reverted', failure, live, marks: marksFor(run, failure) });
}

/** Whoever says it is another release does so whatever happens around it. */
function mayComeFromOutside({ code }: StepFailed): boolean {
  return isReleaseAtFault(code) && code !== 'identity-wrong';
}

async function goBack(run: Run, failure: StepFailed): Promise<DeploymentResult> {
  const { candidate, ports } = run;
  const wayBack = await findWayBack(run, failure);
  if (wayBack.kind === 'closed') {
    return end(run, { outcome: 'frozen', failure: wayBack.why, live: candidate.served, marks: [] });
  }
  const { target, isBlamed } = wayBack;
  await switchTo(run.lock, ports, target);
  recordAct(run);
  await ports.supervisor.stop(candidate.name);
  const marks = isBlamed ? marksFor(run, failure) : [];
  return end(run, { outcome: 'reverted', failure: wayBack.failure, live: target.served, marks });
}

function recordAct({ marks, timings, ports }: Run): void {
  const { switchedAt, detectedAt, decidedAt } = marks;
  if (switchedAt === undefined || detectedAt === undefined || decidedAt === undefined) return;
  timings.detectMs = detectedAt - switchedAt;
  timings.decideMs = decidedAt - detectedAt;
  timings.actMs = ports.clock.monotonic() - decidedAt;
}

function marksFor(
  run: Run,
  failure: StepFailed,
): { digest: Instance['served']['release']['digest']; mark: 'bad' }[] {
  if (!isReleaseAtFault(failure.code)) return [];
  return [{ digest: run.candidate.served.release.digest, mark: 'bad' }];
}
