import type { Instance } from '../host/layout.ts';
import { isReleaseAtFault, StepFailed } from './failure.ts';
import { damagesOf } from './intact.ts';
import { belowTheFloor, bothFail, nothingBefore, targetBroken } from './left-serving.ts';
import { isReady } from './readiness.ts';
import { startAndProve } from './repair.ts';
import type { Run } from './run.ts';

export type WayBack =
  | { readonly kind: 'closed'; readonly why: StepFailed }
  /** `isBlamed`: the failure speaks against the new release, as far as can be seen. */
  | {
      readonly kind: 'open';
      readonly target: Instance;
      readonly failure: StepFailed;
      readonly isBlamed: boolean;
    };

/** Whether the release that was fixed at the start can serve, now that users reach one that fails. */
export async function findWayBack(run: Run, failure: StepFailed): Promise<WayBack> {
  const { target, marks } = run;
  if (failure.code === 'both-failing') return { kind: 'closed', why: failure };
  if (target === undefined) return { kind: 'closed', why: nothingBefore(failure) };
  if (marks.targetOutgrown !== undefined)
    return { kind: 'closed', why: belowTheFloor(failure, marks.targetOutgrown) };
  return wayBackTo(run, target, failure);
}

/**
 * Kept warm since it was proven, the target answers at once, whatever became of its files. One that died meanwhile runs
 * on what is on the disk now: that is proven anew. One that lived and was not ready for a moment shared the trouble.
 */
async function wayBackTo(run: Run, target: Instance, failure: StepFailed): Promise<WayBack> {
  const { ports, request, marks, candidate } = run;
  const hasDied = (await ports.supervisor.status(target.name)).starts !== marks.targetStarts;
  if (!hasDied && (await isReady(ports.network, target)))
    return { kind: 'open', target, failure, isBlamed: true };
  if (await startAndProve(ports, request.limits, target)) {
    return hasDied || !isReleaseAtFault(failure.code)
      ? { kind: 'open', target, failure, isBlamed: true }
      : { kind: 'open', target, failure: shared(failure, target), isBlamed: false };
  }
  const damages = await damagesOf(ports, target);
  const why =
    damages.length > 0 ? targetBroken(failure, target, damages) : bothFail(failure, candidate, target);
  return { kind: 'closed', why };
}

function shared({ code, message: summary, findings }: StepFailed, { served }: Instance): StepFailed {
  const message = `${served.release.id}, which serves again, was not ready for a moment either: the fault may have been outside of both.`;
  const remedy = 'Run the same command again.';
  return new StepFailed({
    code,
    summary,
    findings: [{ code: 'both-failing', message, remedy }, ...findings],
  });
}
