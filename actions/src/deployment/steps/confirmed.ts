import { answerOrLate, readAnswer, type Answer } from '../confirmation.ts';
import { StepFailed } from '../failure.ts';
import type { Run, Step } from '../run.ts';

const POLL_MS = 25;

/**
 * Only the confirmation ends a deployment well. It has until the deadline, which nothing extends; then the host reverts
 * by itself, whoever may still be there.
 */
export const confirmed: Step = {
  name: 'confirmed',
  async perform(run) {
    run.caller.tell({ kind: 'awaiting-confirmation', deployment: run.request.deployment });
    const answer = await firstAnswer(run);
    if (answer === 'confirm') return undefined;
    if (answer === 'abandon') throw abandoned();
    const summary = `The confirmation did not come within ${run.request.limits.confirmWithin / 1000} s of the switch.`;
    throw new StepFailed({ code: 'not-confirmed', summary });
  },
};

async function firstAnswer({ ports, request, marks }: Run): Promise<Answer> {
  const { clock } = ports;
  const deadline = (marks.switchedAt ?? marks.began) + request.limits.confirmWithin;
  while (clock.monotonic() < deadline) {
    const answer = await readAnswer(ports, request.deployment);
    if (answer !== undefined) return answer;
    await clock.sleep(Math.min(POLL_MS, Math.max(deadline - clock.monotonic(), 0)));
  }
  return answerOrLate(ports, request.deployment);
}

/** Before each step, and at each look of the watch. */
export async function assertNotAbandoned({ ports, request }: Run): Promise<void> {
  if ((await readAnswer(ports, request.deployment)) === 'abandon') throw abandoned();
}

function abandoned(): StepFailed {
  return new StepFailed({ code: 'abandoned', summary: 'Whoever asked for the deployment took it back.' });
}
