import type { RecordedState } from '../deployment-record/recorded-state.ts';
import type { Memory } from '../pipeline/bring-back.ts';
import { chooseRelease, observedIn, type ChosenRelease } from '../pipeline/chosen-release.ts';
import type { Job } from '../pipeline/job.ts';
import { memoryOf } from '../pipeline/memory.ts';
import { assertAtHand } from './at-hand.ts';
import type { RollbackInputs } from './inputs.ts';

export interface Choice {
  readonly memory: Memory;
  readonly recorded: RecordedState;
  readonly chosen: ChosenRelease;
}

/** Where the rollback goes. `UserError` of the choice, and artifact-expired for a release that is nowhere any more. */
export async function choose(job: Job, { release }: Pick<RollbackInputs, 'release'>): Promise<Choice> {
  const { project, environment, github } = job;
  const memory = memoryOf(job);
  const recorded = await memory.recorded(environment.name);
  const observed = project.isFresh ? observedIn(recorded) : await environment.host.observe({ salt: '' });
  const chosen = chooseRelease(
    environment.name,
    { observed, recorded },
    { to: release, request: requestOf(github.run) },
  );
  if (!chosen.isCarriedOut) await assertAtHand(job, { chosen, observed });
  return { memory, recorded, chosen };
}

/** One for all attempts of a run. */
export function requestOf({ id }: { readonly id: string }): string {
  return `run-${id}`;
}
