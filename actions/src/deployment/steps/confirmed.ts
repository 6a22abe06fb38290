import { StepFailed } from '../failure.ts';
import type { Step } from '../run.ts';

/** Only the caller's confirmation ends a deployment well. A caller that is gone confirms nothing: the host reverts. */
export const confirmed: Step = {
  name: 'confirmed',
  async perform({ ports, request, caller, marks }) {
    const since = marks.switchedAt ?? marks.began;
    const left = since + request.limits.confirmWithin - ports.clock.monotonic();
    caller.tell({ kind: 'awaiting-confirmation', deployment: request.deployment });
    const deadline = new AbortController();
    const late = ports.clock.sleep(Math.max(left, 0), deadline.signal).then(
      () => 'late' as const,
      () => 'late' as const,
    );
    const answer = await Promise.race([caller.confirmation, late]);
    deadline.abort();
    if (answer === true) return undefined;
    const summary =
      answer === 'late'
        ? `The confirmation did not come within ${request.limits.confirmWithin / 1000} s of the switch.`
        : 'The command that deploys was gone before it confirmed.';
    throw new StepFailed({ code: 'not-confirmed', summary });
  },
};
