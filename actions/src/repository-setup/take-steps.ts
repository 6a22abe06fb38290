import { UserError } from '../errors.ts';
import type { Step } from './plan.ts';

export interface Taken {
  readonly done: readonly Step[];
  readonly failed: readonly { readonly step: Step; readonly error: UserError }[];
  /** Not begun: what they build on failed, or GitHub was gone. */
  readonly left: readonly Step[];
}

/**
 * One after the other. A refused step leaves out those that it was to protect; the others go on. When GitHub is gone, nothing does.
 */
export async function takeSteps(steps: readonly Step[], take: (step: Step) => Promise<void>): Promise<Taken> {
  const taken: { done: Step[]; failed: { step: Step; error: UserError }[]; left: Step[] } = {
    done: [],
    failed: [],
    left: [],
  };
  const planned = new Set(steps.map(({ id }) => id));
  for (const step of steps) {
    const isGone = taken.failed.some(({ error }) => error.code === 'github-unreachable');
    if (isGone || !step.after.every((id) => isStanding(id))) {
      taken.left.push(step);
      continue;
    }
    try {
      await take(step);
      taken.done.push(step);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      taken.failed.push({ step, error });
    }
  }
  return taken;

  /** What needed no step stands already. */
  function isStanding(id: string): boolean {
    return !planned.has(id) || taken.done.some((step) => step.id === id);
  }
}
