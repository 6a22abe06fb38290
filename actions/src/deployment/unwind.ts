import { readCurrent, switchTo } from '../host/current.ts';
import type { Instance } from '../host/layout.ts';
import type { EnvironmentState } from '../ledger/state.ts';
import type { ReasonCode } from '../reason-codes.ts';
import { end } from './end.ts';
import { isReleaseAtFault, StepFailed } from './failure.ts';
import type { DeploymentResult } from './ports.ts';
import { askReady } from './readiness.ts';
import { startAndProve } from './repair.ts';
import type { Run } from './run.ts';

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
  if (serving !== undefined && failure.code === 'not-ready' && !(await isReady(run, serving))) {
    return end(run, { outcome: 'frozen', failure: bothFail(run, failure, serving), live, marks: [] });
  }
  return end(run, { outcome: 'reverted', failure, live, marks: marksFor(run, failure) });
}

async function goBack(run: Run, failure: StepFailed): Promise<DeploymentResult> {
  const { target, candidate } = run;
  const live = candidate.served;
  if (failure.code === 'both-failing') return end(run, { outcome: 'frozen', failure, live, marks: [] });
  if (target === undefined) {
    return end(run, { outcome: 'frozen', failure: nothingBefore(failure), live, marks: [] });
  }
  const { targetOutgrown } = run.marks;
  if (targetOutgrown !== undefined) {
    return end(run, { outcome: 'frozen', failure: belowTheFloor(failure, targetOutgrown), live, marks: [] });
  }
  if (!(await targetServes(run, target))) {
    return end(run, { outcome: 'frozen', failure: bothFail(run, failure, target), live, marks: [] });
  }
  await switchTo(run.ports.files, run.ports.layout, target);
  recordAct(run);
  await run.ports.supervisor.stop(candidate.name);
  return end(run, { outcome: 'reverted', failure, live: target.served, marks: marksFor(run, failure) });
}

/** Kept warm, it answers at once; one that died meanwhile is started again. */
async function targetServes(run: Run, target: Instance): Promise<boolean> {
  return (await isReady(run, target)) || startAndProve(run.ports, run.request.limits, target);
}

async function isReady({ ports }: Run, instance: Instance): Promise<boolean> {
  return (await askReady(ports.network, instance)).kind === 'ready';
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

function bothFail(run: Run, failure: StepFailed, other: Instance): StepFailed {
  const summary =
    `${run.candidate.served.release.id} fails (${failure.message}), and ${other.served.release.id}, which served before, ` +
    'is not ready either: the fault is outside of both.';
  const remedy = 'Look at what both need (the database first). What serves now was left as it is.';
  return new StepFailed({
    code: 'both-failing',
    summary,
    findings: [...failure.findings, { code: 'both-failing', message: summary, remedy }],
  });
}

function belowTheFloor(failure: StepFailed, outside: string): StepFailed {
  const summary = `${failure.message} It was left serving: ${outside}.`;
  const remedy =
    'Put back what the migration took away (npm run restore) and roll back, or ship a corrected release.';
  return new StepFailed({
    code: 'revert-floor',
    summary,
    findings: [...failure.findings, { code: 'revert-floor', message: summary, remedy }],
  });
}

function nothingBefore(failure: StepFailed): StepFailed {
  const code: ReasonCode = 'nothing-to-revert-to';
  const summary = `${failure.message} Nothing good served here before, so it was left serving.`;
  const remedy = 'Ship a corrected release.';
  return new StepFailed({
    code,
    summary,
    findings: [...failure.findings, { code, message: summary, remedy }],
  });
}
