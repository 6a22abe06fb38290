import type { Desk, Frame } from './desk.ts';
import { plainOf, textsOf } from './evaluate.ts';
import type { StepView } from './job-view.ts';
import { performStep } from './perform-step.ts';
import type { StepDefinition } from './read-workflow.ts';
import { isMet, stepSetting } from './step-contexts.ts';
import { textOf, type Plain } from './value.ts';

/** One after the other; what has failed makes those be left out that do not ask for it. */
export async function runSteps(desk: Desk, frame: Frame, steps: readonly StepDefinition[]): Promise<void> {
  for (const step of steps) {
    await runStep(desk, frame, step);
    if (desk.order.lost.aborted) return;
  }
}

async function runStep(desk: Desk, frame: Frame, step: StepDefinition): Promise<void> {
  const outputs: Record<string, string> = {};
  const name = stepName(desk, frame, step);
  const outcome = await outcomeOf(desk, frame, { step, outputs });
  const mayFail = outcome === 'failure' && continuesOnError(desk, frame, step);
  const conclusion = mayFail ? 'success' : outcome;
  if (conclusion === 'failure') frame.hasFailed = true;
  if (step.id !== undefined) frame.steps[step.id] = { outputs, outcome, conclusion };
  frame.show({ name, outcome, conclusion });
}

type Outcome = StepView['outcome'];

async function outcomeOf(
  desk: Desk,
  frame: Frame,
  { step, outputs }: { step: StepDefinition; outputs: Record<string, string> },
): Promise<Outcome> {
  let own: Record<string, string>;
  try {
    own = textsOf(step.fields['env'], stepSetting(desk, frame));
    if (!isMet(step.condition, stepSetting(desk, frame, own))) return 'skipped';
  } catch (error) {
    return fail(desk, (error as Error).message);
  }
  const minutes = Number(plainOf(step.fields['timeout-minutes'], stepSetting(desk, frame, own)));
  const watch = watchCancellation(desk, {
    minutes,
    stillHolds: () => isMet(step.condition, stepSetting(desk, frame, own)),
  });
  try {
    const isDone = await performStep(desk, frame, { step, own, outputs, signal: watch.signal });
    if (watch.signal.reason === 'timeout')
      return fail(desk, `The action has timed out after ${minutes} minutes.`);
    if (watch.signal.aborted) return 'cancelled';
    return isDone ? 'success' : 'failure';
  } catch (error) {
    return fail(desk, (error as Error).message);
  } finally {
    watch.end();
  }
}

function fail(desk: Desk, message: string): 'failure' {
  const { view } = desk.order;
  const told = desk.masks.masked(message);
  view.annotations.push({ level: 'error', message: told, properties: {} });
  view.log.push(`##[error]${told}`);
  return 'failure';
}

/**
 * When the job is cancelled, the step that runs goes on if its condition holds even so.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/StepsRunner.cs
 */
export function watchCancellation(
  { order: { signal, equipment } }: Desk,
  { minutes, stillHolds }: { minutes: number; stillHolds: () => boolean },
): { signal: AbortSignal; end: () => void } {
  const own = new AbortController();
  const cancel = (): void => {
    if (!stillHolds()) own.abort('cancelled');
  };
  // Cancelled before: a step that begins even so is meant to run.
  if (!signal.aborted) signal.addEventListener('abort', cancel, { once: true });
  const timer =
    minutes > 0
      ? setTimeout(() => {
          own.abort('timeout');
        }, minutes * equipment.minute)
      : undefined;
  return {
    signal: own.signal,
    end() {
      signal.removeEventListener('abort', cancel);
      clearTimeout(timer);
    },
  };
}

function continuesOnError(desk: Desk, frame: Frame, { fields }: StepDefinition): boolean {
  return plainOf(fields['continue-on-error'], stepSetting(desk, frame)) === true;
}

/** Of what has none, from what it runs; its id is never shown: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionRunner.cs */
function stepName(desk: Desk, frame: Frame, { id, fields }: StepDefinition): string {
  const { name, uses, run } = fields;
  try {
    if (name !== undefined) return firstLine(textOf(plainOf(name, stepSetting(desk, frame))));
    if (uses !== undefined) return `Run ${textOf(uses as Plain)}`;
    return `Run ${desk.masks.masked(firstLine(textOf(plainOf(run, stepSetting(desk, frame)))))}`;
  } catch {
    return id ?? 'Run';
  }
}

function firstLine(text: string): string {
  return text.trimStart().split('\n')[0] ?? '';
}
